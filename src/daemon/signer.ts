// The node's key and everybody's signatures, as the core sees them. Checks run on the runtime's pool of threads; signing and hashing
// take some 50 microseconds a page and stay here.
import type { Input } from "../core/core.ts";
import type { Identity } from "../ledger/identity.ts";
import { hashText, verifyText } from "../ledger/signature.ts";
import type { CryptoPort } from "./ports.ts";

export class Signer implements CryptoPort {
	readonly #identity: Identity;
	readonly #feed: (input: Input) => void;

	constructor(dependencies: { readonly identity: Identity; readonly feed: (input: Input) => void }) {
		this.#identity = dependencies.identity;
		this.#feed = dependencies.feed;
	}

	/** The answer comes in a later turn: the core is never entered from within its own outputs. */
	sign(id: number, text: string): void {
		const sig = this.#identity.sign(text);
		const hash = hashText(text);
		queueMicrotask(() => this.#feed({ type: "signed", id, sig, hash }));
	}

	verify(id: number, key: string, text: string, sig: string): void {
		void verifyText(key, text, sig).then((isValid) => this.#feed({ type: "verified", id, isValid, hash: isValid ? hashText(text) : "" }));
	}
}
