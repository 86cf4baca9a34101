// The way from this node to its peers, as whoever looks at a cluster wants it: slower, held, or cut. Off, it passes all on at once.
// Promises that the messages of a link keep their order, and that no peer is blamed for a pause: while one lasts nothing wakes the node,
// which knows that it was deaf when it is woken later. Never changes a message.
import type { Recipient } from "../protocol/events.ts";
import type { Message, Urgency } from "../protocol/messages/kinds.ts";
import type { Received } from "../protocol/messages/parse.ts";
import type { TransportPort } from "./ports.ts";

/** Messages that may be held: minutes of a busy network's gossip. Beyond it the oldest go. */
const HELD = 10_000;

export interface WireOrder {
	/** So much later each message arrives. */
	readonly delayMs: number;
	readonly isPaused: boolean;
	/** Nodes that nothing goes to, and from which nothing comes. */
	readonly cut: readonly number[];
}

/** What a cluster tells its nodes. */
export type WireMessage =
	| { readonly type: "wire"; readonly order: WireOrder }
	/** What was sent before that time (ms since 1970) arrives; what follows from it waits for the next step. */
	| { readonly type: "step"; readonly before: number }
	/** Nothing is under way anywhere: the node does what its deadlines want done by now. */
	| { readonly type: "turn" };

export interface WireDependencies {
	readonly transport: TransportPort;
	/** Milliseconds since 1970, the same for all processes of the machine. */
	readonly now: () => number;
	/** Calls back once after so many milliseconds. */
	readonly after: (forMs: number, call: () => void) => void;
	/** From true to false the node is woken by no deadline. */
	readonly hold: (isHeld: boolean) => void;
	readonly wake: () => void;
}

/** Whoever pauses hears at most so often how much is held. */
const TELL_EVERY_MS = 50;

interface Held {
	readonly sentAt: number;
	readonly to: readonly Recipient[];
	readonly message: Message;
	readonly urgency: Urgency;
}

export class Wire implements TransportPort {
	readonly #dependencies: WireDependencies;
	#order: WireOrder = { delayMs: 0, isPaused: false, cut: [] };
	/** Nothing is asked for: the common case costs one look. */
	#isPlain = true;
	/** The longest waiting first. */
	#held: Held[] = [];
	#isArmed = false;
	#isTelling = false;
	/** Told how many messages are held, while it is paused. */
	onHeld: (count: number) => void = () => {};

	constructor(dependencies: WireDependencies) {
		this.#dependencies = dependencies;
	}

	take(said: WireMessage): void {
		if (said.type === "turn") return this.#order.isPaused ? this.#dependencies.wake() : undefined;
		if (said.type === "step") return this.#letGo(({ sentAt }) => sentAt < said.before);
		const wasPaused = this.#order.isPaused;
		this.#order = said.order;
		const { delayMs, isPaused, cut } = said.order;
		if (delayMs === 0 && !isPaused) this.release();
		this.#isPlain = delayMs === 0 && !isPaused && cut.length === 0;
		if (wasPaused !== isPaused) this.#dependencies.hold(isPaused);
		this.#arm();
		this.#tell();
	}

	/** All that is held leaves now. */
	release(): void {
		this.#letGo(() => true);
	}

	/** Whether what came over a link gets through. */
	admits(received: Received): boolean {
		if (this.#isPlain || received.kind === "fault") return true;
		return !this.#order.cut.includes(received.kind === "message" ? received.message.msg_forwarder : received.forwarder);
	}

	send(to: readonly Recipient[], message: Message, urgency: Urgency): void {
		if (this.#isPlain) return this.#dependencies.transport.send(to, message, urgency);
		const { delayMs, isPaused, cut } = this.#order;
		const reached = to.filter(({ peer }) => !cut.includes(peer));
		if (reached.length === 0) return;
		if (delayMs === 0 && !isPaused) return this.#dependencies.transport.send(reached, message, urgency);
		if (this.#held.length >= HELD) this.#pass(this.#held.shift()!);
		this.#held.push({ sentAt: this.#dependencies.now(), to: reached, message, urgency });
		this.#arm();
		this.#tell();
	}

	dial(address: string): void {
		this.#dependencies.transport.dial(address);
	}

	trust(link: number): void {
		this.#dependencies.transport.trust(link);
	}

	/** What was sent before it still leaves, as ever. */
	hangUp(link: number, reason: string): void {
		const isTo = (recipient: Recipient): boolean => recipient.link === link;
		for (const held of this.#held) if (held.to.some(isTo)) this.#pass({ ...held, to: held.to.filter(isTo) });
		if (this.#held.length > 0) this.#held = this.#held.map((held) => ({ ...held, to: held.to.filter((recipient) => !isTo(recipient)) }));
		this.#dependencies.transport.hangUp(link, reason);
	}

	ban(host: string, forMs: number): void {
		this.#dependencies.transport.ban(host, forMs);
	}

	#letGo(isDue: (held: Held) => boolean): void {
		const count = this.#held.findIndex((held) => !isDue(held));
		for (const held of this.#held.splice(0, count < 0 ? this.#held.length : count)) this.#pass(held);
		this.#tell();
	}

	#pass({ to, message, urgency }: Held): void {
		if (to.length > 0) this.#dependencies.transport.send(to, message, urgency);
	}

	#tell(): void {
		if (this.#isTelling || !this.#order.isPaused) return;
		this.#isTelling = true;
		this.#dependencies.after(TELL_EVERY_MS, () => {
			this.#isTelling = false;
			this.onHeld(this.#held.reduce((sum, { to }) => sum + to.length, 0));
		});
	}

	#arm(): void {
		const [first] = this.#held;
		if (first === undefined || this.#isArmed || this.#order.isPaused) return;
		this.#isArmed = true;
		this.#dependencies.after(Math.max(0, first.sentAt + this.#order.delayMs - this.#dependencies.now()), () => {
			this.#isArmed = false;
			const dueBefore = this.#dependencies.now() - this.#order.delayMs;
			if (!this.#order.isPaused) this.#letGo(({ sentAt }) => sentAt <= dueBefore);
			this.#arm();
		});
	}
}
