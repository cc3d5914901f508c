package kdc

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
)

// maxRequest is the longest message that the key distribution centre reads, in
// bytes.
const maxRequest = 64 << 10

// listenTwice listens on one loopback port for TCP and UDP. The port that TCP is
// given may be taken for UDP, so that it takes a few tries.
func listenTwice() (net.Listener, net.PacketConn, error) {
	var last error
	for range 10 {
		tcp, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, nil, fmt.Errorf("listen: %w", err)
		}
		udp, err := net.ListenPacket("udp4", tcp.Addr().String())
		if err == nil {
			return tcp, udp, nil
		}
		tcp.Close()
		last = err
	}
	return nil, nil, fmt.Errorf("listen: %w", last)
}

// Close ends the listeners and connections and waits until nothing runs any more.
func (r *Realm) Close() {
	r.tcp.Close()
	r.udp.Close()
	r.mu.Lock()
	for c := range r.connections {
		c.Close()
	}
	r.connections = nil
	r.mu.Unlock()
	r.running.Wait()
}

func (r *Realm) serveUDP() {
	message := make([]byte, maxRequest)
	for {
		n, from, err := r.udp.ReadFrom(message)
		if err != nil {
			return
		}
		if reply := r.answer(message[:n]); reply != nil {
			r.udp.WriteTo(reply, from)
		}
	}
}

func (r *Realm) serveTCP() {
	for {
		c, err := r.tcp.Accept()
		if err != nil {
			return
		}
		if !r.remember(c) {
			c.Close()
			return
		}
		r.running.Go(func() {
			defer r.forget(c)
			r.converse(c)
		})
	}
}

// remember keeps a connection for Close to end; false when that has been called.
func (r *Realm) remember(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.connections == nil {
		return false
	}
	r.connections[c] = true
	return true
}

func (r *Realm) forget(c net.Conn) {
	c.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.connections, c)
}

// converse answers the messages of a connection, each behind its length (RFC
// 4120, 7.2.2), until one cannot be answered.
func (r *Realm) converse(c net.Conn) {
	for {
		var length [4]byte
		if _, err := io.ReadFull(c, length[:]); err != nil {
			return
		}
		n := binary.BigEndian.Uint32(length[:])
		if n > maxRequest {
			return
		}
		message := make([]byte, n)
		if _, err := io.ReadFull(c, message); err != nil {
			return
		}
		reply := r.answer(message)
		if reply == nil {
			return
		}
		if _, err := c.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(reply))), reply...)); err != nil {
			return
		}
	}
}
