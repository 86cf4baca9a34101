// Who may come in: the bans and the rate of new connections from one source. A pure policy; time is an argument.
// Hosts are as parseHost gives them. Promises bounded memory whatever comes; never turns loopback away while loopback is exempt.
import { isLoopback, sourceOf } from "../address.ts";
import { SOURCES_REMEMBERED } from "./limits.ts";

export interface GateOptions {
	readonly inboundPerSecond: number;
	readonly bannedHostsLimit: number;
	readonly loopbackExempt: boolean;
}

interface Allowance {
	connections: number;
	atMs: number;
}

export class Gate {
	readonly #options: GateOptions;
	/** Source to the time its ban ends, the oldest ban first. */
	readonly #bans = new Map<string, number>();
	/** Source to what it may still open, the longest unused first. */
	readonly #allowances = new Map<string, Allowance>();

	constructor(options: GateOptions) {
		this.#options = options;
	}

	/** The reason why this connection may not come in now, or undefined; counts it against its source. */
	refuses(host: string, nowMs: number): string | undefined {
		if (this.isExempt(host)) return undefined;
		const source = sourceOf(host);
		const bannedUntilMs = this.#bans.get(source);
		if (bannedUntilMs !== undefined) {
			if (nowMs < bannedUntilMs) return "banned";
			this.#bans.delete(source);
		}
		return this.#spend(source, nowMs) ? undefined : "too many connections a second";
	}

	isExempt(host: string): boolean {
		return this.#options.loopbackExempt && isLoopback(host);
	}

	ban(host: string, untilMs: number): void {
		if (this.isExempt(host)) return;
		const source = sourceOf(host);
		this.#bans.delete(source);
		this.#bans.set(source, untilMs);
		dropOldest(this.#bans, this.#options.bannedHostsLimit);
	}

	/** A bucket that holds a second's worth and fills at the same rate. */
	#spend(source: string, nowMs: number): boolean {
		const full = this.#options.inboundPerSecond;
		const before = this.#allowances.get(source) ?? { connections: full, atMs: nowMs };
		const connections = Math.min(full, before.connections + ((nowMs - before.atMs) / 1000) * full);
		const admitted = connections >= 1;
		this.#allowances.delete(source);
		this.#allowances.set(source, { connections: admitted ? connections - 1 : connections, atMs: nowMs });
		dropOldest(this.#allowances, SOURCES_REMEMBERED);
		return admitted;
	}
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
	for (const key of map.keys()) {
		if (map.size <= limit) return;
		map.delete(key);
	}
}
