// What a peer can do wrong: a code and its facts. Only data; what it costs and what follows stands in faults.ts and neighbours.ts.

export type Fault =
	| { readonly code: "not-json" | "not-an-object" | "too-deep" }
	| { readonly code: "bad-field"; readonly field: string }
	| { readonly code: "bad-proof" | "bad-signature" }
	| { readonly code: "wrong-forwarder"; readonly forwarder: number }
	| { readonly code: "false-claim" | "relayed-false-claim"; readonly exponent: number }
	| { readonly code: "line-too-long" | "invalid-utf8" };
