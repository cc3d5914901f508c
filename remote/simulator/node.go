package simulator

// Node describes one simulated Windows node.
type Node struct {
	Name    string  `yaml:"name"`
	Account Account `yaml:"account"`
	Conduct Conduct `yaml:"conduct"`
}
