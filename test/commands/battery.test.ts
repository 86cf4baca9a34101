import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { areSuppliesOnBattery } from "../../src/commands/battery.ts";

/** As Linux shows them: a folder each, a file for each fact. */
type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;

describe("a machine's supplies of power", () => {
	let folder = "";
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "supplies-"));
	});
	afterEach(() => rm(folder, { recursive: true }));

	const laptop = { type: "Battery", status: "Discharging" };
	it.each<[string, Supplies, boolean]>([
		["none", {}, false],
		["a laptop unplugged", { AC: { type: "Mains", online: "0" }, BAT0: laptop }, true],
		["a laptop plugged in", { AC: { type: "Mains", online: "1" }, BAT0: { type: "Battery", status: "Charging" } }, false],
		["plugged into a weak charger", { ucsi: { type: "USB", online: "1" }, BAT0: laptop }, false],
		["a desktop with a mouse", { mouse: { ...laptop, scope: "Device" } }, false],
		["two batteries", { BAT0: { type: "Battery", status: "Unknown" }, BAT1: laptop }, true],
	])("%s", async (_, supplies, expected) => {
		for (const [name, facts] of Object.entries(supplies)) {
			await mkdir(join(folder, name));
			for (const [fact, text] of Object.entries(facts)) await writeFile(join(folder, name, fact), `${text}\n`);
		}
		expect(areSuppliesOnBattery(folder)).toBe(expected);
	});

	it("are not there on some systems", () => expect(areSuppliesOnBattery(join(folder, "nowhere"))).toBe(false));
});
