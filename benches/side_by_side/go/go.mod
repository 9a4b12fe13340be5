module bench

go 1.24

require github.com/libcodat/libcodat/bindings/go v0.0.0

replace github.com/libcodat/libcodat/bindings/go => ../../../bindings/go
