// Between the pure core and the world: feeds one input, performs all outputs in their order, and has itself woken when the core wants it.
// Shared by the daemon and the simulator, which differ in their ports alone. What must be kept is kept before it is told.
import type { Input, Output } from "../core/core.ts";
import { KINDS } from "../protocol/messages/kinds.ts";
import { Barrier } from "./barrier.ts";
import type { Ports, ToKeep } from "./ports.ts";

export interface Observer {
	/** Each output, when it was performed. */
	performed(output: Output): void;
	/** Nothing can be kept at present, so nothing that depends on it is told. */
	keepingFailed(error: Error): void;
	/** So many messages were lost meanwhile. */
	keepingRecovered(lost: number): void;
}

/** What the performer drives: the core, or the core under observation. */
export interface Machine {
	handle(now: number, input: Input): readonly Output[];
	wakeAt(): number;
}

export class Performer {
	readonly #core: Machine;
	readonly #ports: Ports;
	readonly #observer: Observer;
	readonly #barrier: Barrier;
	#isStopped = false;

	constructor(core: Machine, dependencies: { readonly ports: Ports; readonly observer: Observer }) {
		const { ports, observer } = dependencies;
		this.#core = core;
		this.#ports = ports;
		this.#observer = observer;
		this.#barrier = new Barrier({
			after: (forMs, call) => ports.clock.after(forMs, call),
			onFailure: (error) => {
				observer.keepingFailed(error);
				this.feed({ type: "storage", works: false });
			},
			onRecovery: (lost) => {
				observer.keepingRecovered(lost);
				this.feed({ type: "storage", works: true });
			},
		});
	}

	feed(input: Input): void {
		if (this.#isStopped) return;
		const { clock } = this.#ports;
		for (const output of this.#core.handle(clock.now(), input)) this.#perform(output);
		clock.wakeAt(this.#core.wakeAt(), () => this.feed({ type: "wake" }));
	}

	/** From here on nothing is taken in and nothing performed. */
	stop(): void {
		this.#isStopped = true;
	}

	#perform(output: Output): void {
		if (output.type === "send") {
			if (KINDS[output.message.msg_type].tells) this.#barrier.pass(() => this.#send(output));
			else this.#send(output);
			return;
		}
		this.#act(output);
		this.#observer.performed(output);
	}

	#send(output: Extract<Output, { readonly type: "send" }>): void {
		if (this.#isStopped) return;
		this.#ports.transport.send(output.to, output.message, KINDS[output.message.msg_type].urgency);
		this.#observer.performed(output);
	}

	/** All that is kept is kept in order, and what tells of it waits. */
	#keep(toKeep: ToKeep, isDurable: boolean): void {
		this.#barrier.keep((done) => this.#ports.ledger.keep(toKeep, isDurable, done));
	}

	#act(output: Exclude<Output, { readonly type: "send" }>): void {
		const { transport, engine, ledger, crypto, proofs } = this.#ports;
		switch (output.type) {
			case "record":
				return this.#keep({ primes: [output] }, true);
			case "keep":
				return this.#keep(output.kept, output.isDurable);
			case "read-pages":
				return ledger.readPages(output.id, output.key, output.from, output.pages);
			case "sign":
				return crypto.sign(output.id, output.text);
			case "verify":
				return crypto.verify(output.id, output.key, output.text, output.sig);
			case "read-piece":
				return proofs.read(output.id, output.hash, output.at);
			case "keep-piece":
				return proofs.keep(output.hash, output.at, output.bytes);
			case "check-proof":
				return proofs.check(output.exponent, output.hash);
			case "drop-proof":
				return proofs.drop(output.hash);
			case "dial":
				return transport.dial(output.address);
			case "trust":
				return transport.trust(output.link);
			case "hang-up":
				return transport.hangUp(output.link, output.reason);
			case "ban":
				return transport.ban(output.host, output.forMs);
			case "test":
				return engine.test(output.exponent, "kind" in output ? output.kind : undefined);
			case "cancel":
				return engine.cancel(output.exponent);
			case "check":
				return engine.check(output.exponent);
			case "heard":
			case "dropped":
			case "fault":
			case "event":
				return;
		}
	}
}
