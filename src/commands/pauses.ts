// When `work` rests: outside its hours, while others load the machine, and when a person says so. Looks now and then and sets the gate.
import type { Gate } from "../gimps/gate.ts";

const LOOK_EVERY_MS = 10_000;

/** Hours of the day, local time: from 22 to 6 goes past midnight. */
export interface Hours {
	readonly from: number;
	readonly to: number;
}

export interface PausesOptions {
	readonly hours: Hours | null;
	/** Load of others; null: it does not matter. */
	readonly busyLoad: number | null;
}

export interface PausesDependencies {
	readonly gate: Gate;
	/** Threads that compute for us now; they count in the load. */
	readonly ownLoad: () => number;
	/** The mean of the last minute, of all processes. */
	readonly load: () => number;
	/** The hour of the day, local time. */
	readonly hour: () => number;
	readonly say: (line: string) => void;
}

export class Pauses {
	readonly #options: PausesOptions;
	readonly #dependencies: PausesDependencies;
	#timer: NodeJS.Timeout | undefined;
	#isWanted = false;

	constructor(options: PausesOptions, dependencies: PausesDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	start(): void {
		this.look();
		this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	/** A person's switch. */
	toggle(): void {
		this.#isWanted = !this.#isWanted;
		this.look();
	}

	look(): void {
		const { gate, say } = this.#dependencies;
		const [before, reason] = [gate.reason, this.#reason()];
		gate.set(reason);
		if (reason !== undefined && before === undefined) say(`paused and saved: ${reason}`);
		if (reason === undefined && before !== undefined) say("going on");
	}

	#reason(): string | undefined {
		const { hours, busyLoad } = this.#options;
		const { load, ownLoad, hour } = this.#dependencies;
		if (this.#isWanted) return "until the next SIGUSR1";
		if (hours !== null && !isWithin(hours, hour())) return `until ${hours.from}:00`;
		if (busyLoad !== null && load() - ownLoad() > busyLoad) return `others load the machine with more than ${busyLoad}`;
		return undefined;
	}
}

function isWithin({ from, to }: Hours, hour: number): boolean {
	return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}
