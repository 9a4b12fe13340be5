module bench

go 1.24

require codat v0.0.0

replace codat => ../../../bindings/go
