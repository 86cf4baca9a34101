// Whether this machine runs on its battery, on Linux and macOS. Where nobody can tell it does not.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One folder for each supply of power that the system knows. */
const SUPPLIES = "/sys/class/power_supply";

/** Platforms on which isOnBattery() can tell. */
export const BATTERY_PLATFORMS: readonly NodeJS.Platform[] = ["linux", "darwin"];

export function isOnBattery(platform = process.platform): boolean {
	if (platform === "linux") return areSuppliesOnBattery(SUPPLIES);
	if (platform !== "darwin") return false;
	try {
		return execFileSync("pmset", ["-g", "batt"], { encoding: "utf8" }).includes("Battery Power");
	} catch {
		return false;
	}
}

/** A battery of the system is drawn from, and nothing that gives power is plugged in. */
export function areSuppliesOnBattery(folder: string): boolean {
	const supplies = names(folder).map((name) => {
		const read = (what: string): string => text(join(folder, name, what));
		return { type: read("type"), status: read("status"), isOnline: read("online") === "1", isOfDevice: read("scope") === "Device" };
	});
	if (supplies.some(({ type, isOnline }) => type !== "Battery" && isOnline)) return false;
	// A mouse has a battery too.
	return supplies.some(({ type, status, isOfDevice }) => type === "Battery" && status === "Discharging" && !isOfDevice);
}

function names(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function text(path: string): string {
	try {
		return readFileSync(path, "utf8").trim();
	} catch {
		return "";
	}
}
