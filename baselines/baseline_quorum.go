package baselines

// Quorum is what decides whether the cluster may run.
type Quorum struct {
	Witness *QuorumWitness `baseline:"witness"` // nil: not asked for
	Votes   *QuorumVotes   `baseline:"votes"`   // nil: not asked for
	// Dynamic requires the cluster to take votes from members that leave; nil: not asked for.
	Dynamic *Requirement `baseline:"dynamic"`
}

// QuorumWitness requires a witness for an even number of votes, and each witness to be online.
type QuorumWitness struct {
	Requirement
	// Types are the types of the resources that are witnesses, "File Share Witness".
	Types []string `baseline:"types,required,aside"`
}

// QuorumVotes requires every member to have a vote.
type QuorumVotes struct {
	Requirement
	// Without are the members that need no vote, a site's decision.
	Without []string `baseline:"without"`
}
