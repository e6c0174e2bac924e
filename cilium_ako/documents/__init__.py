"""The one door for documents that others wrote: YAML, JSON, archives, PEM.

Nothing else in this program parses such a text. Whatever comes in, a value goes out or one error,
DocumentError, within limits of size, depth, aliases, members and unpacked bytes (`limits`):

- `files` reads bytes: regular files, and a pipe that is the value of an option.
- `go_yaml` is YAML as the engine reads a stack file, `kubernetes_yaml` as an API server, kubectl
  and Helm read theirs.
- `json_text` is JSON without what JSON does not have.
- `chart_metadata` is a chart's `Chart.yaml`, in a folder or an archive.
- `pem` is certificates and keys.

Dates are texts, numbers are finite, and a value never means something else later.
"""
