// Everything that breaks in a simulated network, by name: a storm plays some of them, and a plan that fails is made smaller by leaving some out.
import type { Chance } from "./chance.ts";
import type { DaemonTwin } from "./daemon-twin.ts";
import type { Wires } from "./wires.ts";

export interface Scene {
	readonly chance: Chance;
	readonly wires: Wires;
	readonly daemons: readonly DaemonTwin[];
	/** The one that it happens to. */
	readonly daemon: DaemonTwin;
}

const TROUBLES = {
	/** A process dies; what was not durable is lost. */
	crash: ({ daemon, chance }) => daemon.down(chance.happens(0.7)),
	/** It ends in good order. */
	stop: ({ daemon }) => daemon.down(true, false),
	start: ({ daemon }) => daemon.up(),
	/** It starts again with a clock that is up to a day ahead, or back again. */
	skew: ({ daemon, chance }) => {
		daemon.down(true);
		daemon.clockErrorMs = chance.happens(0.5) ? 0 : chance.between(0, 86_400_000);
		daemon.up();
	},
	cut: ({ wires }) => wires.breakOne(),
	/** One way is lost in silence. */
	silence: ({ wires, daemon, daemons, chance }) => void wires.silent.add(`${daemon.port}>${chance.pick(daemons).port}`),
	/** Half of the network is cut from the other half, one way or both. */
	partition: ({ wires, daemons, chance }) => {
		const isBothWays = chance.happens(0.5);
		const half = new Set(daemons.filter(() => chance.happens(0.5)));
		for (const one of half)
			for (const other of daemons) {
				if (half.has(other)) continue;
				wires.silent.add(`${one.port}>${other.port}`);
				if (isBothWays) wires.silent.add(`${other.port}>${one.port}`);
			}
	},
	mend: ({ wires }) => wires.silent.clear(),
	/** The network is slow for a while, up to seconds a hop. */
	clog: ({ wires, chance }) => void (wires.mostDelayMs = chance.pick([5, 50, 1_000, 4_000])),
	/** The process stands still. */
	stall: ({ daemon, chance }) => daemon.stall(chance.between(100, 15_000)),
	sleep: ({ daemon, chance }) => {
		if (daemon.isUp) daemon.feed({ type: chance.happens(0.5) ? "sleep" : "wake-up" });
	},
	reset: ({ daemon, chance }) => {
		if (daemon.isUp && chance.happens(0.3)) daemon.feed({ type: "reset" });
	},
	/** The disk is full, or has room again. */
	disk: ({ daemon, chance }) => void (daemon.ledger.isFull = chance.happens(0.5)),
	/** The ledger is lost, as after a damage. */
	damage: ({ daemon, chance }) => {
		if (!chance.happens(0.3)) return;
		daemon.down(true);
		daemon.ledger.lose();
		daemon.up();
	},
} as const satisfies Readonly<Record<string, (scene: Scene) => void>>;

export type Trouble = keyof typeof TROUBLES;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names of the object above
export const FAULTS = Object.keys(TROUBLES) as readonly Trouble[];

export function happen(trouble: Trouble, scene: Scene): void {
	TROUBLES[trouble](scene);
}
