// The twin of the daemon: the real core and the real performer over the twin's wires, clock and engine, every step held to the invariants.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import { CryptoTwin, keyOf } from "./crypto-twin.ts";
import { EngineWorkTwin } from "./engine-work-twin.ts";
import type { Lie } from "./engine-work-twin.ts";
import { Invariants } from "./invariants.ts";
import { LedgerTwin } from "./ledger-twin.ts";
import { ProofTwin } from "./proof-twin.ts";
import type { Station, Wires } from "./wires.ts";
import { Core } from "../../src/core/core.ts";
import type { Input, Output } from "../../src/core/core.ts";
import { Performer } from "../../src/daemon/performer.ts";
import type { Ports } from "../../src/daemon/ports.ts";
import type { LinkOpened } from "../../src/protocol/events.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import type { Received } from "../../src/protocol/messages/parse.ts";
import type { Node } from "../../src/protocol/node.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { refutes } from "../../src/search/exponents.ts";
import { dividesMersenne } from "../../src/search/factor.ts";
import { DOUBLE_CHECK_SHARE } from "../../src/search/limits.ts";

export interface DaemonTwinOptions {
	readonly id: number;
	readonly peers: readonly string[];
	readonly advertise: string | null;
	/** No exponent above this one is tested to its end. */
	readonly largestTestable: number;
	/** Default: by itself, at any exponent, on one worker whose tests take some milliseconds. */
	readonly search?: "alone" | "shared";
	readonly from?: number;
	readonly to?: number | null;
	readonly workers?: number;
	readonly secondsATest?: (exponent: number) => number;
	readonly doubleCheck?: number;
	/** Whether its tests are PRP tests with proofs; default: LL. */
	readonly isProving?: boolean;
	/** Seconds between two looks for a prime; 0: never rests. */
	readonly generateEveryMs?: number;
	/** Whether each step is held to the invariants, which takes a fourth of the time; default true. */
	readonly isWatched?: boolean;
}

export interface World {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly wires: Wires;
}

const EPOCH_MS = 1_790_000_000_000;
const TESTS_AT_ONCE = 4;
/** As a real engine does where exponents are small: nodes whose routines are due seconds apart rarely find the same prime. */
const QUICK_SECONDS = 0.02;

export class DaemonTwin implements Station {
	readonly port: number;
	readonly #options: DaemonTwinOptions;
	readonly #world: World;
	life = 0;
	isUp = false;
	#core!: Core;
	#performer!: Performer;
	readonly #links = new Set<number>();
	#timer = 0;
	#armedFor = Number.POSITIVE_INFINITY;
	/** Until then the process does nothing at all. */
	#stalledUntil = 0;
	#engine!: EngineWorkTwin;
	#crypto!: CryptoTwin;
	#proofs!: ProofTwin;
	key: string;
	readonly ledger: LedgerTwin;
	/** Its arithmetic is wrong, or its owner lies. */
	lie: Lie | null = null;
	/** Whether each step is held to the invariants. */
	isWatched: boolean;
	/** It takes work and never ends a test. */
	isIdle = false;
	/** So many times as fast as it should be. */
	haste = 1;
	/** By so much its clock is wrong; while it runs nothing moves a process's clock, so it takes effect at its next start. */
	clockErrorMs = 0;
	#errorMs = 0;
	/** Messages of this type it never sends. */
	withholds: string | null = null;
	/** Tests that ended in its earlier lives. */
	testsDone = 0;
	/** Sees each output. */
	onOutput: (output: Output) => void = () => {};
	/** Sees each test that ends. */
	onTested: (exponent: number) => void = () => {};
	/** Sees what is sent, how long its line is, and to how many. */
	onSent: (message: Message, bytes: number, copies: number) => void = () => {};
	#findsMore = true;
	#messageIds = 0;

	constructor(options: DaemonTwinOptions, world: World) {
		this.port = options.id;
		this.#options = options;
		this.isWatched = options.isWatched ?? true;
		this.#world = world;
		this.key = keyOf(`node ${options.id}`);
		this.ledger = new LedgerTwin(world.clock);
		world.wires.attach(this);
	}

	get node(): Node {
		return this.#core.node;
	}

	get core(): Core {
		return this.#core;
	}

	/** Tests that ended, in all its lives. */
	get tests(): number {
		return this.testsDone + (this.isUp ? this.#engine.done : 0);
	}

	secondsATest(exponent: number): number {
		return this.#options.secondsATest?.(exponent) ?? QUICK_SECONDS;
	}

	get openLinks(): number {
		return this.#links.size;
	}

	up(): void {
		if (this.isUp) return;
		const { clock, chance } = this.#world;
		this.isUp = true;
		this.life++;
		this.#links.clear();
		this.#armedFor = Number.POSITIVE_INFINITY;
		this.#errorMs = this.clockErrorMs;
		this.#messageIds = Math.max(EPOCH_MS + Math.floor(clock.now), this.#messageIds + 1);
		const { id, peers, advertise } = this.#options;
		const { search = "alone", from = 2, to = null, workers = 1, doubleCheck = DOUBLE_CHECK_SHARE } = this.#options;
		const { largestTestable, secondsATest = () => QUICK_SECONDS } = this.#options;
		const timing = { ...TIMING, generateEveryMs: this.#options.generateEveryMs ?? TIMING.generateEveryMs };
		const hunt = { key: this.key, from, to, workers, testsAtOnce: TESTS_AT_ONCE * workers, doubleCheck };
		const options = { id, peers, advertise, timing, primeTtl: 2, firstMessageId: this.#messageIds, searches: workers > 0 };
		const core = new Core(
			{ ...options, search, hunt },
			{ random: chance.next, challenge: () => keyOf(String(chance.next())), refutes, secondsATest, isFactor: dividesMersenne },
		);
		this.#core = core;
		const { life } = this;
		const answer = (input: Input): void => {
			if (this.life !== life) return;
			if (input.type === "tested") this.onTested(input.exponent);
			this.feed(input);
		};
		const hasty = (exponent: number): number => secondsATest(exponent) / this.haste;
		this.#proofs = new ProofTwin({ clock, answer });
		this.#engine = new EngineWorkTwin(
			{ largestTestable: this.isIdle ? 0 : largestTestable, workers, secondsATest: hasty, isProving: this.#options.isProving ?? false },
			{ clock, chance, answer, proofs: this.#proofs },
		);
		this.#engine.lie = this.lie;
		this.#crypto = new CryptoTwin(this.key, { clock, answer });
		if (!this.#findsMore) this.#engine.findNoMore();
		const invariants = new Invariants(id, core.node);
		this.#performer = new Performer(
			{
				handle: (now, input) => {
					const outputs = core.handle(now, input);
					if (this.isWatched) invariants.check(now, input, outputs);
					return outputs;
				},
				wakeAt: () => core.wakeAt(),
			},
			{
				ports: this.#ports(),
				observer: { performed: (output) => this.onOutput(output), keepingFailed: () => {}, keepingRecovered: () => {} },
			},
		);
		this.feed({ type: "start", remembered: this.ledger.open(answer) });
		this.feed({ type: "remembered-records", records: this.ledger.records() });
		this.feed({ type: "loaded" });
	}

	/** The process ends: what it had written it keeps, unless it crashed. */
	down(isSeen: boolean, isCrash = true): void {
		if (!this.isUp) return;
		this.#messageIds = this.node.messageId;
		this.isUp = false;
		this.#timer++;
		this.#performer.stop();
		if (isCrash) this.ledger.crash();
		else this.ledger.close();
		this.testsDone += this.#engine.done;
		this.#world.wires.drop(this, isSeen);
	}

	/** It goes on under another name, with nothing that it had. */
	changeKey(): void {
		this.down(true);
		this.key = keyOf(`node ${this.port}, life ${this.life}`);
		this.ledger.lose();
		this.up();
	}

	stall(forMs: number): void {
		this.#stalledUntil = Math.max(this.#stalledUntil, this.#world.clock.now + forMs);
	}

	/** No larger prime is found from now on. */
	findNoMore(): void {
		this.#findsMore = false;
		this.#engine.findNoMore();
	}

	feed(input: Input): void {
		this.#inTurn(0, () => this.#performer.feed(input));
	}

	opened(opened: LinkOpened): void {
		this.#links.add(opened.link);
		this.feed({ type: "opened", opened });
	}

	dialFailed(address: string, reason: string): void {
		this.feed({ type: "dial-failed", address, reason });
	}

	received(link: number, received: Received): void {
		this.feed({ type: "received", link, received });
	}

	closed(link: number, reason: string): void {
		this.#links.delete(link);
		this.feed({ type: "closed", link, reason });
	}

	#ports(): Ports {
		const { clock, wires } = this.#world;
		return {
			clock: {
				now: () => clock.now + this.#errorMs,
				after: (forMs, call) => {
					const { life } = this;
					clock.in(forMs, () => this.life === life && this.#inTurn(AFTER_READING_MS, call));
				},
				wakeAt: (time, wake) => this.#arm(time - this.#errorMs, wake),
			},
			ledger: this.ledger,
			crypto: this.#crypto,
			proofs: this.#proofs,
			engine: this.#engine,
			transport: {
				send: (to, message) => {
					if (message.msg_type === this.withholds) return;
					const line = JSON.stringify(message);
					this.onSent(message, line.length + 1, to.length);
					const received = parseMessage(line);
					for (const { link } of to) wires.send(link, received);
				},
				dial: (address) => wires.dial(this, address),
				trust: () => {},
				hangUp: (link, reason) => {
					this.#links.delete(link);
					wires.hangUp(link, reason);
				},
				ban: () => {},
			},
		};
	}

	/** A process that stands still reads what its sockets hold before it asks its clock. */
	#inTurn(lateMs: number, happen: () => void): void {
		const { clock } = this.#world;
		const { life } = this;
		const go = (): void => {
			if (this.life === life && this.isUp) happen();
		};
		if (clock.now < this.#stalledUntil) clock.at(this.#stalledUntil + lateMs, go);
		else go();
	}

	#arm(time: number, wake: () => void): void {
		if (time === this.#armedFor) return;
		const timer = ++this.#timer;
		this.#armedFor = time;
		if (time === Number.POSITIVE_INFINITY) return;
		this.#world.clock.at(time, () => {
			if (timer !== this.#timer || !this.isUp) return;
			this.#armedFor = Number.POSITIVE_INFINITY;
			this.#inTurn(AFTER_READING_MS, wake);
		});
	}
}

const AFTER_READING_MS = 0.5;
