module github.com/libcodat/libcodat/bindings/go

go 1.24
