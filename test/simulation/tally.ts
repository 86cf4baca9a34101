// What a simulated network did, counted from outside: tests and what they were good for, gaps, and what was sent.
import type { Clock } from "./clock.ts";
import type { DaemonTwin } from "./daemon-twin.ts";
import type { Output } from "../../src/core/core.ts";
import { cellOf } from "../../src/search/grid.ts";
import { refutes } from "../../src/search/exponents.ts";
import { LEASE_SECONDS } from "../../src/search/limits.ts";
import { recordsOf } from "../../src/search/page.ts";

export interface TallyOptions {
	readonly from: number;
	readonly doubleCheck: number;
	/** What comes before this time is not counted, in ms. */
	readonly since: number;
}

export class Tally {
	readonly #options: TallyOptions;
	readonly #clock: Clock;
	readonly #bytes = new Map<string, number>();
	/** Exponents that were tested, and how often in the time that counts. */
	readonly #tests = new Map<number, number>();
	readonly #settledAt = new Map<number, number>();
	/** Why an exponent was tested again. */
	readonly again = new Map<string, number>();
	#lowest: number;
	#highest = 0;
	#leftSince = new Map<number, number>();
	/** The longest, in leases, that nobody worked on an exponent that lay open below a settled one. */
	longestLeft = 0;
	/** Tests that all nodes could have done while they were up. */
	capacity = 0;
	#fresh = 0;
	#pageBytes = 0;
	#pages = 0;
	tests = 0;

	constructor(options: TallyOptions, clock: Clock) {
		this.#options = options;
		this.#lowest = options.from;
		this.#clock = clock;
	}

	watch(daemon: DaemonTwin): void {
		daemon.onTested = (exponent) => this.#tested(exponent, daemon.core.shared!.workbench.running.get(exponent) ?? "run");
		daemon.onSent = ({ msg_type }, bytes, copies) => {
			if (this.#counts) this.#bytes.set(msg_type, (this.#bytes.get(msg_type) ?? 0) + bytes * copies);
		};
		daemon.onOutput = (output) => this.#output(output);
	}

	get settled(): number {
		return this.#fresh;
	}

	/** Settled once, and checked up to the share, over all tests. */
	get useful(): number {
		const again = this.tests - this.#fresh;
		return (this.#fresh + Math.min(again, this.#fresh * this.#options.doubleCheck)) / this.tests;
	}

	/** Bytes received for each exponent settled and node, by kind of message. */
	bytes(nodes: number): { readonly kind: string; readonly bytes: number }[] {
		return [...this.#bytes].map(([kind, bytes]) => ({ kind, bytes: bytes / this.#fresh / nodes })).sort((a, b) => b.bytes - a.bytes);
	}

	/** Bytes for pages, announcements included, over the bytes of the pages themselves. */
	get overhead(): number {
		const kinds = ["HAVE", "WANT", "RESULT"];
		return kinds.reduce((sum, kind) => sum + (this.#bytes.get(kind) ?? 0), 0) / this.#pageBytes;
	}

	/** Bytes of a page, on average. */
	get bytesAPage(): number {
		return this.#pageBytes / this.#pages;
	}

	/** Looks, once a second, for what lies open below a settled exponent while nobody works on it. */
	look(daemons: readonly DaemonTwin[]): void {
		const { now } = this.#clock;
		const up = daemons.filter(({ isUp }) => isUp);
		this.capacity += up.reduce((sum, daemon) => sum + (this.#counts ? 1 / daemon.secondsATest(this.#options.from) : 0), 0);
		while (this.#lowest < this.#highest && (this.#settledAt.has(this.#lowest) || refutes(this.#lowest))) this.#lowest++;
		const held = new Set(up.flatMap(({ core }) => core.shared!.runs.cells));
		const left = new Map<number, number>();
		for (let exponent = this.#lowest; exponent < this.#highest; exponent++) {
			if (this.#settledAt.has(exponent) || held.has(cellOf(exponent).start) || refutes(exponent)) continue;
			const since = this.#leftSince.get(exponent) ?? now;
			left.set(exponent, since);
			this.longestLeft = Math.max(this.longestLeft, (now - since) / (LEASE_SECONDS * 1_000));
		}
		this.#leftSince = left;
	}

	/** The longest that an exponent stayed open after a higher one was settled, in leases. */
	oldestGap(): number {
		const settled = [...this.#settledAt.keys()].sort((a, b) => b - a);
		const { now } = this.#clock;
		let firstAbove = Number.POSITIVE_INFINITY;
		let oldest = 0;
		for (let exponent = settled[0] ?? 0; exponent >= this.#options.from; exponent--) {
			const at = this.#settledAt.get(exponent);
			if (at === undefined && refutes(exponent)) continue;
			oldest = Math.max(oldest, (at ?? now) - firstAbove);
			firstAbove = Math.min(firstAbove, at ?? Number.POSITIVE_INFINITY);
		}
		return oldest / (LEASE_SECONDS * 1_000);
	}

	get #counts(): boolean {
		return this.#clock.now >= this.#options.since;
	}

	#tested(exponent: number, reason: string): void {
		const before = this.#tests.get(exponent) ?? 0;
		this.#tests.set(exponent, before + 1);
		if (!this.#counts) return;
		this.tests++;
		if (before === 0) this.#fresh++;
		else this.again.set(reason, (this.again.get(reason) ?? 0) + 1);
	}

	#output(output: Output): void {
		if (output.type !== "keep") return;
		for (const { page } of output.kept.pages ?? []) {
			if (!output.isDurable && this.#counts) {
				this.#pageBytes += JSON.stringify(page).length;
				this.#pages++;
			} else if (output.isDurable) for (const { exponent } of recordsOf(page)) this.#settled(exponent);
		}
	}

	#settled(exponent: number): void {
		if (!this.#settledAt.has(exponent)) this.#settledAt.set(exponent, this.#clock.now);
		this.#highest = Math.max(this.#highest, exponent);
	}
}
