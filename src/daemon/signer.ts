// The node's key and everybody's signatures, as the core sees them. Checks run on the runtime's pool of threads; signing and hashing
// take some 50 microseconds a page and stay here.
import type { Input } from "../core/core.ts";
import type { Identity } from "../ledger/identity.ts";
import { hashText, verifyText } from "../ledger/signature.ts";
import type { CryptoPort } from "./ports.ts";

/** What answers may take of the event loop before others have their turn. */
const TURN_MS = 4;

export class Signer implements CryptoPort {
	readonly #identity: Identity;
	readonly #feed: (input: Input) => void;
	readonly #answers: Input[] = [];

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
		void verifyText(key, text, sig).then((isValid) => this.#answer({ type: "verified", id, isValid, hash: isValid ? hashText(text) : "" }));
	}

	/** Many checks end at once, and what follows a page takes milliseconds: messages have their turn in between. */
	#answer(input: Input): void {
		this.#answers.push(input);
		if (this.#answers.length === 1) setImmediate(() => this.#tell());
	}

	#tell(): void {
		const until = performance.now() + TURN_MS;
		let told = 0;
		while (told < this.#answers.length && (told === 0 || performance.now() < until)) this.#feed(this.#answers[told++]!);
		this.#answers.splice(0, told);
		if (this.#answers.length > 0) setImmediate(() => this.#tell());
	}
}
