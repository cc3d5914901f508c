package kerberos

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"slices"
	"time"
)

func (n *network) dial(ctx context.Context, at centre) (net.Conn, error) {
	dialer := net.Dialer{Timeout: n.connection}
	return dialer.DialContext(ctx, at.network, at.address)
}

func (n *network) send(ctx context.Context, to centre, question []byte) ([]byte, error) {
	conn, err := n.dial(ctx, to)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return n.exchange(ctx, conn, to.network, question)
}

// exchange sends a question and reads its answer. Both end with the context.
func (n *network) exchange(ctx context.Context, conn net.Conn, way string, question []byte) (answer []byte, err error) {
	wait := n.connection
	if way == "udp" {
		wait = n.datagram
	}
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	if way == "udp" {
		answer, err = exchangeDatagrams(conn, question)
	} else {
		answer, err = exchangeStream(conn, question)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case len(answer) == 0 || !slices.Contains([]byte{tagASReply, tagTGSReply, tagErrorReply}, answer[0]):
		return nil, errNoMessage
	}
	return answer, nil
}

func exchangeDatagrams(conn net.Conn, question []byte) ([]byte, error) {
	if _, err := conn.Write(question); err != nil {
		return nil, err
	}
	buffer := make([]byte, 1<<16) // more than a datagram holds
	length, err := conn.Read(buffer)
	return buffer[:length], err
}

// exchangeStream puts the length before the message, in four bytes (RFC 4120 7.2.2).
func exchangeStream(conn net.Conn, question []byte) ([]byte, error) {
	framed := binary.BigEndian.AppendUint32(nil, uint32(len(question)))
	if _, err := conn.Write(append(framed, question...)); err != nil {
		return nil, err
	}
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head[:])
	if length > maxReply {
		return nil, errTooLong
	}
	answer, err := io.ReadAll(io.LimitReader(conn, int64(length))) // grows with what comes
	if err == nil && len(answer) < int(length) {
		err = io.ErrUnexpectedEOF
	}
	return answer, err
}

// codeOf is the code of a KRB-ERROR; 0 for any other answer.
func codeOf(answer []byte) int32 {
	if !isError(answer) {
		return 0
	}
	e, err := parseError(answer)
	if err != nil {
		return 0
	}
	return e.ErrorCode
}
