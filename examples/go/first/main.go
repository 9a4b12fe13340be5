package main

import (
	"context"
	"fmt"
	"log"

	codat "github.com/libcodat/libcodat/bindings/go"
)

func main() {
	ctx := context.Background()
	sandbox, err := codat.StartSandbox(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer sandbox.Close()
	client, err := sandbox.NewClient() // in production: codat.New(), with your key in CODAT_API_KEY
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	bakery, err := client.Companies.Create(ctx, codat.CompanyRequest{Name: "Toft Bakery"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Send your customer to", bakery.Redirect)
}
