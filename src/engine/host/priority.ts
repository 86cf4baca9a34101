// The priority of this process. Only a privileged process may raise its own: what the system refuses is left as it is.
import { constants, setPriority } from "node:os";

export const LOWEST_PRIORITY: number = constants.priority.PRIORITY_LOW;

/** 0 (normal) to 19 (lowest). */
export function takePriority(nice: number): void {
	trySetPriority(nice);
}

export function takeNormalPriority(): void {
	trySetPriority(constants.priority.PRIORITY_NORMAL);
}

function trySetPriority(priority: number): void {
	try {
		setPriority(priority);
	} catch (error) {
		if (!(error instanceof Error && "code" in error)) throw error;
	}
}
