//go:build tools

// Package servers pins what the live tests run: a Kubernetes API server and its etcd.
package servers

import (
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
