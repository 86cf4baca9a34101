// The shared search as one pure machine: n nodes search as one, keep what they settled for good, and believe nobody blindly.
// Below the solo limit everybody tests alone; above it this ties together runs and leases, journals and their exchange, evidence and checks.
import { LAST_WORD_MS, SOLO_LIMIT } from "../limits.ts";
import { saysPrime } from "../record.ts";
import type { Author } from "./author.ts";
import { OWN } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import { event } from "./events.ts";
import { isJudgeOf } from "./dispute.ts";
import type { Emit, Remembered, SharedInput, SharedOutput, TestOutcome } from "./events.ts";
import type { Journal, Journals } from "./journals.ts";
import type { LeaseGossip } from "./lease-gossip.ts";
import type { PageExchange } from "./page-exchange.ts";
import { createParts } from "./parts.ts";
import type { SharedSearchDependencies, SharedSearchOptions } from "./parts.ts";
import type { Proofs } from "./proofs.ts";
import type { Recovery } from "./recovery.ts";
import type { Runs } from "./runs.ts";
import { numbersOf, recall } from "./recall.ts";
import type { Solo } from "./solo.ts";
import type { Workbench } from "./workbench.ts";

/** Glances of a step of the walk over what is known (a few milliseconds), and the least time to the next: messages have the rest. */
const GLANCES_A_STEP = 2_000;
const SCAN_EVERY_MS = 20;
/** Leases, disputes and idle workers are looked at so often. */
const TICK_MS = 500;

export class SharedSearch {
	readonly #options: SharedSearchOptions;
	readonly journals: Journals;
	readonly evidence: Evidence;
	readonly runs: Runs;
	readonly exchange: PageExchange;
	readonly workbench: Workbench;
	readonly #gossip: LeaseGossip;
	readonly #author: Author;
	readonly #recovery: Recovery;
	readonly #solo: Solo;
	readonly proofs: Proofs;
	#remembered: Remembered | null = null;
	#isLoaded = false;
	#isAwake = false;
	#isPaused = false;
	#isRangeTold = false;
	#settledAt: number | null = null;
	#settledForMs = 0;
	#tickAt = Number.POSITIVE_INFINITY;
	#scanAt = Number.NEGATIVE_INFINITY;
	#ids = 0;
	#outputs: SharedOutput[] = [];

	constructor(options: SharedSearchOptions, dependencies: SharedSearchDependencies) {
		const emit: Emit = (output) => void this.#outputs.push(output);
		this.#options = options;
		const forked = (journal: Journal): void => this.#forked(journal);
		const parts = createParts(options, { ...dependencies, emit, nextId: () => ++this.#ids, forked });
		this.journals = parts.journals;
		this.evidence = parts.evidence;
		this.runs = parts.runs;
		this.exchange = parts.exchange;
		this.workbench = parts.workbench;
		this.#gossip = parts.gossip;
		this.#author = parts.author;
		this.#recovery = parts.recovery;
		this.#solo = parts.solo;
		this.proofs = parts.proofs;
	}

	handle(now: number, input: SharedInput): SharedOutput[] {
		this.#outputs = [];
		this.#take(now, input);
		if (this.#isLoaded) this.#goOn(now);
		return this.#outputs;
	}

	/** When to send "wake" next, at the latest. */
	wakeAt(): number {
		if (!this.#isLoaded) return Number.POSITIVE_INFINITY;
		const scanAt = this.evidence.knowledge.isScanned ? Number.POSITIVE_INFINITY : this.#scanAt;
		return Math.min(this.#tickAt, scanAt, this.exchange.nextAt(), this.#author.nextAt());
	}

	/** Whether it looks for work: awake, and not resting after a find. */
	get isSearching(): boolean {
		return this.#isAwake && !this.#isPaused;
	}

	/** The own key is proved to have written two histories. */
	get isForked(): boolean {
		return this.exchange.forks.has(this.journals.own.key);
	}

	/** All of the hunt is settled, and all that this node has to say of it is in its journal. */
	get isSettled(): boolean {
		return this.#isLoaded && this.#solo.isDone && this.evidence.knowledge.isSettled && this.#author.pending === 0;
	}

	/**
	 * Settled; nobody is at work any more, and everybody who takes part and is linked has this node's whole journal. Who says otherwise for
	 * long is not waited for.
	 */
	get isDone(): boolean {
		const { key, seq } = this.journals.own;
		if (!this.isSettled || this.workbench.running.size > 0 || this.proofs.isBusy) return false;
		if (this.#settledForMs >= LAST_WORD_MS) return true;
		if (this.#gossip.isAnybodyAtWork || this.exchange.requests.isBehind) return false;
		return this.exchange.partners.active().every(({ seqs }) => (seqs.get(key) ?? 0) >= seq);
	}

	#take(now: number, input: SharedInput): void {
		switch (input.type) {
			case "start":
				return this.#start(input.remembered);
			case "remembered-records":
				return this.evidence.rememberRecords(now, input.records, numbersOf(this.#remembered!, this.journals));
			case "loaded":
				return this.#loaded(now);
			case "wake":
				return this.#wake(now);
			case "search":
				this.#isAwake = true;
				this.#isPaused = false;
				return;
			case "pause":
				this.#isPaused = true;
				return;
			case "rest":
				return this.#rest();
			case "stop":
				this.#rest();
				this.evidence.keepStanding();
				return this.#author.write(now);
			case "tested":
				return this.#tested(now, input.exponent, input.outcome);
			case "test-failed":
				this.#solo.failed(input.exponent);
				return this.workbench.failed(now, input.exponent);
			case "linked":
				return this.exchange.linked(input.partner);
			case "unlinked":
				return this.exchange.unlinked(now, input.link);
			case "lease":
				return this.#gossip.hear(input.from, input.message);
			case "have": {
				const isNew = this.exchange.partners.get(input.from.link)?.takesPart === false;
				this.exchange.have(now, input.from, input.have);
				if (isNew) this.#gossip.welcome(input.from);
				return this.#recovery.heard(now);
			}
			case "want":
				return this.exchange.want(input.from, input.want);
			case "result":
				return this.exchange.result(now, input.from, input.pages);
			case "proof":
				return this.proofs.heard(now, input.from, input.piece);
			case "piece-read":
				return this.proofs.pieceRead(input.id, input.bytes);
			case "proof-checked":
				return this.proofs.checked(now, input.exponent, input.verdict);
			case "storage":
				this.exchange.requests.isStorageWorking = input.works;
				return;
			case "signed":
				if (!this.runs.signed(now, input.id, input.sig)) this.#author.signed(now, input.id, input.sig, input.hash);
				return;
			case "verified":
				if (!this.#gossip.verified(now, input.id, input.isValid)) this.exchange.verified(now, input.id, input);
				return;
			case "pages-read":
				return this.exchange.pagesRead(input.id, input.pages);
		}
	}

	#start(remembered: Remembered): void {
		this.#remembered = remembered;
		this.#author.isBlocked = recall(remembered, this);
		if (remembered.isDoubtful) this.#recovery.doubt();
	}

	#loaded(now: number): void {
		this.#isLoaded = true;
		this.#tickAt = now;
		this.exchange.start(now);
	}

	#wake(now: number): void {
		if (!this.#isLoaded) return;
		this.exchange.wake(now);
		if (now >= this.#author.nextAt()) this.#author.write(now);
		if (now < this.#tickAt) return;
		this.#tickAt = now + TICK_MS;
		this.runs.wake(now);
		this.#recovery.wake(now);
		this.proofs.wake(now);
		this.evidence.keepStanding();
		this.evidence.checks.judge(now, (exponent) => isJudgeOf(exponent, this));
	}

	/** After each input: the walk, the work, and what is to be told at the end. */
	#goOn(now: number): void {
		const { knowledge } = this.evidence;
		if (!knowledge.isScanned) {
			if (now < this.#scanAt) return;
			this.#scanAt = now + SCAN_EVERY_MS;
			if (!knowledge.scan(GLANCES_A_STEP)) return;
		}
		if (this.#remembered !== null) {
			if (this.#remembered.lease !== null) this.runs.remember(now, this.#remembered.lease);
			this.#remembered = null;
		}
		if (this.#isAwake && this.#options.workers > 0) this.#work(now);
		if (this.workbench.running.size === 0 && this.runs.isIdle) this.#author.write(now);
		this.#settledAt = this.isSettled ? (this.#settledAt ?? now) : null;
		if (this.#settledAt === null) return;
		this.#settledForMs = now - this.#settledAt;
		if (!this.#isRangeTold) this.#tellRange();
		this.exchange.hurry(now);
		if (this.workbench.running.size === 0) this.runs.release(now);
	}

	#work(now: number): void {
		if (!this.#solo.isDone) {
			if (!this.#isPaused) this.#solo.search();
			return;
		}
		this.workbench.fill(now, this.#isPaused);
	}

	/** Asleep: nothing is tested, said or heard. */
	#rest(): void {
		this.#isAwake = false;
		this.#solo.rest();
		this.workbench.rest();
		this.runs.rest();
	}

	#tested(now: number, exponent: number, outcome: TestOutcome): void {
		if (exponent < SOLO_LIMIT) this.#solo.tested(exponent, saysPrime({ ...outcome, exponent }));
		else this.workbench.tested(now, exponent, outcome);
	}

	#forked(journal: Journal): void {
		if (journal.number !== OWN) {
			this.#outputs.push(event("key-forked", { key: journal.key }));
			return this.evidence.distrust(journal.number, 0);
		}
		this.#author.isBlocked = true;
		this.#outputs.push(event("own-journal-forked", { seq: journal.seq }));
	}

	#tellRange(): void {
		this.#isRangeTold = true;
		const { from, to } = this.#options;
		if (to !== null) this.#outputs.push(event("range-settled", { from, to }));
	}
}
