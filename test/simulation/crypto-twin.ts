// The twin of keys and signatures: nothing secret, but nobody else's signature passes for a key's, as long as all sign with their own.
import type { Clock } from "./clock.ts";
import type { Input } from "../../src/core/core.ts";
import type { CryptoPort } from "../../src/daemon/ports.ts";

export interface CryptoTwinDependencies {
	readonly clock: Clock;
	readonly answer: (input: Input) => void;
}

/** How long a check takes in a busy process. */
const CHECK_MS = 1;

export class CryptoTwin implements CryptoPort {
	readonly #key: string;
	readonly #dependencies: CryptoTwinDependencies;

	constructor(key: string, dependencies: CryptoTwinDependencies) {
		this.#key = key;
		this.#dependencies = dependencies;
	}

	sign(id: number, text: string): void {
		const { clock, answer } = this.#dependencies;
		const sig = signature(this.#key, text);
		clock.in(0, () => answer({ type: "signed", id, sig, hash: hashOf(text) }));
	}

	verify(id: number, key: string, text: string, sig: string): void {
		const { clock, answer } = this.#dependencies;
		const isValid = signature(key, text) === sig;
		clock.in(CHECK_MS, () => answer({ type: "verified", id, isValid, hash: hashOf(text) }));
	}
}

/** 43 characters, like a public key. */
export function keyOf(name: string): string {
	return stretched(name, 43);
}

export function hashOf(text: string): string {
	return stretched(text, 43);
}

export function signature(key: string, text: string): string {
	return stretched(`${key} ${text}`, 86);
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Characters of base64url without a pattern, alike for alike texts. */
function stretched(text: string, characters: number): string {
	let one = 0x811c9dc5;
	let other = 0x9e3779b9;
	for (let index = 0; index < text.length; index++) {
		one = Math.imul(one ^ text.charCodeAt(index), 0x01000193);
		other = Math.imul(other ^ text.charCodeAt(index), 0x85ebca6b);
	}
	let result = "";
	while (result.length < characters) {
		one = Math.imul(one ^ (one >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
		other = Math.imul(other ^ (other >>> 13), 0xc2b2ae35) ^ one;
		result += DIGITS[(one ^ (other >>> 7)) & 63];
	}
	return result;
}
