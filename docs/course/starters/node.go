// A node to be: go run node.go PORT PEERS. What stands here accepts links and cuts lines; the holes are yours, by level.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
)

// Message has pointers where a field may be missing or null. Level 2: look at each before you use it.
type Message struct {
	Type       string `json:"msg_type"`
	ID         *int64 `json:"msg_id"`
	Forwarder  *int64 `json:"msg_forwarder"`
	Originator *int64 `json:"msg_originator"`
	TTL        *int64 `json:"ttl"`
	Data       *int64 `json:"data"`
}

// Link is one connection. Level 3: who is at its other end, and when was it heard?
type Link struct {
	conn net.Conn
}

// Node is all that the node knows; the mutex is held while a message is dealt with.
type Node struct {
	sync.Mutex
	id, counter int64
}

func (node *Node) create(kind string, ttl int64, data *int64) Message {
	node.counter++
	number, id := node.counter, node.id
	return Message{kind, &number, &id, &id, &ttl, data}
}

func (link *Link) send(message Message) {
	line, _ := json.Marshal(message)
	link.conn.Write(append(line, '\n'))
}

func (node *Node) serve(link *Link) {
	defer link.conn.Close()
	lines := bufio.NewScanner(link.conn)
	// Level 2: how long may a line be?
	for lines.Scan() {
		var message Message
		if json.Unmarshal(lines.Bytes(), &message) != nil {
			continue
		}
		node.Lock()
		node.respond(link, message)
		node.Unlock()
	}
}

func (node *Node) respond(link *Link, message Message) {
	// Level 1: answer PING.
	// Level 3: its forwarder was heard.
	// Level 4: seen before? forward a PRIME, remember the largest.
	// Level 5: learn of its originator.
	// Level 6: is it true? (math/big)
}

// Level 3: dial os.Args[2]; every 5 s ping, every 1 s evict. Level 6: every 10 s look for a prime.

func main() {
	port, err := strconv.ParseInt(os.Args[1], 10, 64)
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		panic(err)
	}
	node := &Node{id: port}
	for {
		if conn, err := listener.Accept(); err == nil {
			go node.serve(&Link{conn})
		}
	}
}
