// The signatures of PRIMEs: the own ones are made, those of others checked before anything comes of the message. Bounded: what waits
// beyond the bound is dropped, and may come again by another peer.
import type { Emit } from "./events.ts";
import type { Link } from "./links.ts";
import { SIGNED_PRIMES_WAITING } from "./limits.ts";
import { primeText } from "./messages/prime.ts";
import type { PrimeMessage, SignedPrimeMessage } from "./messages/prime.ts";

export interface SignaturesDependencies {
	readonly emit: Emit;
	readonly nextId: () => number;
}

interface Checking {
	readonly link: number;
	readonly message: SignedPrimeMessage;
}

export class Signatures {
	readonly #key: string | null;
	readonly #dependencies: SignaturesDependencies;
	readonly #signing = new Map<number, PrimeMessage>();
	readonly #checking = new Map<number, Checking>();

	/** key: the own one; null: nothing is signed. */
	constructor({ key }: { readonly key: string | null }, dependencies: SignaturesDependencies) {
		this.#key = key;
		this.#dependencies = dependencies;
	}

	/** Asks for the signature of an own message; signed() gives it. */
	sign(message: PrimeMessage): void {
		if (this.#key === null) return;
		const id = this.#dependencies.nextId();
		this.#signing.set(id, message);
		this.#dependencies.emit({ type: "sign", id, text: primeText(message, this.#key) });
	}

	/** The message that was to be signed. */
	signed(id: number, msg_originator_sig: string): SignedPrimeMessage | undefined {
		const message = this.#signing.get(id);
		this.#signing.delete(id);
		if (message === undefined || this.#key === null) return undefined;
		return { ...message, msg_originator_key: this.#key, msg_originator_sig };
	}

	/** Asks whether a message is its originator's; checked() gives the answer. */
	check(link: Link, message: SignedPrimeMessage): void {
		if (this.#checking.size >= SIGNED_PRIMES_WAITING)
			return this.#dependencies.emit({ type: "dropped", link: link.link, msg_type: "PRIME" });
		const { msg_originator_key: key, msg_originator_sig: sig } = message;
		const id = this.#dependencies.nextId();
		this.#checking.set(id, { link: link.link, message });
		this.#dependencies.emit({ type: "verify", id, key, text: primeText(message, key), sig });
	}

	/** The message that was to be checked, and the number of the link that brought it. */
	checked(id: number): Checking | undefined {
		const checking = this.#checking.get(id);
		this.#checking.delete(id);
		return checking;
	}
}
