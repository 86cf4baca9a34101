// When `work` rests: outside its hours, while others load the machine, on the battery, and when a person says so. Looks now and then and sets the gate.
import type { Gate } from "../gimps/gate.ts";

/** For a person's wish. */
const LOOK_EVERY_MS = 1_000;
/** All else is looked at each time that so many looks have passed. */
const LOOKS_AT_ALL = 10;

/** Hours of the day, local time: from 22 to 6 goes past midnight. */
export interface Hours {
	readonly from: number;
	readonly to: number;
}

export interface PausesOptions {
	readonly hours: Hours | null;
	/** Load of others; null: it does not matter. */
	readonly busyLoad: number | null;
	readonly onBattery: boolean;
}

export interface PausesDependencies {
	readonly gate: Gate;
	readonly wish: { readonly isForRest: boolean; rest(): void; goOn(): void };
	/** Threads that compute for us now; they count in the load. */
	readonly ownLoad: () => number;
	/** The mean of the last minute, of all processes. */
	readonly load: () => number;
	/** The hour of the day, local time. */
	readonly hour: () => number;
	readonly isOnBattery: () => boolean;
	readonly say: (line: string) => void;
}

export class Pauses {
	readonly #options: PausesOptions;
	readonly #dependencies: PausesDependencies;
	#timer: NodeJS.Timeout | undefined;
	#wished = false;
	#looks = 0;

	constructor(options: PausesOptions, dependencies: PausesDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	start(): void {
		this.look();
		// While all rest, this timer alone keeps the process.
		this.#timer = setInterval(() => {
			this.#looks = (this.#looks + 1) % LOOKS_AT_ALL;
			if (this.#looks === 0 || this.#dependencies.wish.isForRest !== this.#wished) this.look();
		}, LOOK_EVERY_MS);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	/** A person's switch. */
	toggle(): void {
		const { wish } = this.#dependencies;
		if (wish.isForRest) wish.goOn();
		else wish.rest();
		this.look();
	}

	look(): void {
		const { gate, say, wish } = this.#dependencies;
		this.#wished = wish.isForRest;
		const [before, reason] = [gate.reason, this.#reason()];
		gate.set(reason);
		if (reason !== undefined && before === undefined) say(`paused and saved: ${reason}`);
		if (reason === undefined && before !== undefined) say("going on");
	}

	#reason(): string | undefined {
		const { hours, busyLoad, onBattery } = this.#options;
		const { load, ownLoad, hour, isOnBattery } = this.#dependencies;
		if (this.#wished) return "until gimps-node resume, or SIGUSR1";
		if (hours !== null && !isWithin(hours, hour())) return `until ${hours.from}:00`;
		if (busyLoad !== null && load() - ownLoad() > busyLoad) return `others load the machine with more than ${busyLoad}`;
		return onBattery && isOnBattery() ? "the machine runs on its battery" : undefined;
	}
}

function isWithin({ from, to }: Hours, hour: number): boolean {
	return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}
