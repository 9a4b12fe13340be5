//go:build !codat_shared

package codat

const linkTags = ""
