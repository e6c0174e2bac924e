//go:build tools

// Package etcd pins what the tests of the managed etcd run: a member, and the commands that runbooks type.
package etcd

import (
	_ "go.etcd.io/etcd/etcdctl/v3"
	_ "go.etcd.io/etcd/etcdutl/v3"
	_ "go.etcd.io/etcd/server/v3"
)
