package remote

// Tickets gets Kerberos tickets for the nodes of one scan.
type Tickets struct{}
