// An ordinary bad day of a network: nodes leave, half of them by a crash, and come back a minute later; connections break.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import type { DaemonTwin } from "./daemon-twin.ts";
import type { Wires } from "./wires.ts";

const STAY_MINUTES = 10;
const ABSENCE_MS = 60_000;
const CUT_EACH_MINUTE = 0.01;
const STEP_MS = 1_000;

export interface ChurnOptions {
	/** Nobody leaves and nothing breaks. */
	readonly isCalm: boolean;
}

export interface ChurnDependencies {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly wires: Wires;
	readonly daemons: readonly DaemonTwin[];
}

export class Churn {
	readonly #isCalm: boolean;
	readonly #dependencies: ChurnDependencies;

	constructor({ isCalm }: ChurnOptions, dependencies: ChurnDependencies) {
		this.#isCalm = isCalm;
		this.#dependencies = dependencies;
	}

	/** Looks at the network at each step of a second. */
	run(forMs: number, look: () => void): void {
		const { clock, chance, wires, daemons } = this.#dependencies;
		const stepsAMinute = 60_000 / STEP_MS;
		for (const end = clock.now + forMs; clock.now < end; clock.runUntil(Math.min(end, clock.now + STEP_MS))) {
			look();
			if (this.#isCalm) continue;
			for (const daemon of daemons) if (daemon.isUp && chance.happens(1 / (STAY_MINUTES * stepsAMinute))) this.#leave(daemon);
			wires.breakSome(CUT_EACH_MINUTE / stepsAMinute);
		}
	}

	#leave(daemon: DaemonTwin): void {
		const { clock, chance } = this.#dependencies;
		const isCrash = chance.happens(0.5);
		daemon.down(!isCrash || chance.happens(0.5), isCrash);
		clock.in(ABSENCE_MS, () => daemon.up());
	}
}
