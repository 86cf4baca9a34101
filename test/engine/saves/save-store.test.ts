import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeSave, encodeSave, isFinishedSave, type Save, SaveFault } from "../../../src/engine/saves/save-file.ts";
import { removeFinishedSaves, removeOldSaves, removeSuperseded, SaveStore } from "../../../src/engine/saves/save-store.ts";
import { powerResidue, seeded } from "../reference.ts";

const EXPONENT = 521;

function save(iteration: number): Save {
	const point = (at: number) => ({ iteration: at, shift: at % EXPONENT, residue: powerResidue(EXPONENT, at) });
	const gerbicz = { block: 20, product: powerResidue(EXPONENT, 7), final: point(EXPONENT) };
	const state = { kind: "PRP", exponent: EXPONENT, current: point(iteration), verified: point(iteration >> 1), gerbicz } as const;
	return { iterations: EXPONENT, state, history: { seconds: 1.5, errors: 2, roundOff: 0.25 } };
}

describe("the save format", () => {
	it("gives back what was written, with and without Gerbicz's part", () => {
		const withGerbicz = save(100);
		expect(decodeSave(Buffer.concat(encodeSave(withGerbicz)))).toEqual(withGerbicz);
		const { current, verified } = withGerbicz.state;
		const without: Save = { ...withGerbicz, state: { kind: "LL", exponent: EXPONENT, current, verified } };
		expect(decodeSave(Buffer.concat(encodeSave(without)))).toEqual(without);
	});

	it("refuses every truncation and every flipped bit", () => {
		const file = Buffer.concat(encodeSave(save(100)));
		for (let length = 0; length < file.length; length++) expect(() => decodeSave(file.subarray(0, length))).toThrow(SaveFault);
		for (let at = 0; at < file.length; at++) {
			const flipped = Uint8Array.from(file);
			flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
			expect(() => decodeSave(flipped), `byte ${at}`).toThrow(SaveFault);
		}
		expect(() => decodeSave(Buffer.concat([file, Buffer.of(0)]))).toThrow(SaveFault);
	});

	it("tells the finished from the unfinished by its first bytes", () => {
		expect(isFinishedSave(Buffer.concat(encodeSave(save(100))).subarray(0, 4096))).toBe(false);
		expect(isFinishedSave(Buffer.concat(encodeSave(save(EXPONENT))).subarray(0, 4096))).toBe(true);
	});
});

describe("the saves of a test", () => {
	let folder = "";
	const faults: string[] = [];
	const open = () => new SaveStore({ folder, name: "M521-prp" }, { onFault: (line) => faults.push(line) });
	const path = (name: string) => join(folder, name);
	const readIteration = async () => (await open().read(() => true))?.state.current.iteration;

	beforeEach(async () => {
		folder = join(await mkdtemp(join(tmpdir(), "saves-")), "tests");
		faults.length = 0;
	});
	afterEach(() => rm(join(folder, ".."), { recursive: true }));

	it("keeps the last two and reads the latest", async () => {
		expect(await readIteration()).toBeUndefined();
		for (const iteration of [10, 20, 30]) await open().write(save(iteration));
		expect(await readIteration()).toBe(30);
		expect((await readdir(folder)).toSorted()).toEqual(["M521-prp.previous.save", "M521-prp.save"]);
		expect(decodeSave(await readFile(path("M521-prp.previous.save"))).state.current.iteration).toBe(20);
	});

	it("takes the older one where the latest is cut short or changed, and never loses it to the next write", async () => {
		const random = seeded(6);
		for (const iteration of [10, 20]) await open().write(save(iteration));
		const latest = await readFile(path("M521-prp.save"));
		const at = Math.floor(random() * latest.length);
		latest[at] = (latest[at] ?? 0) ^ 4;
		await writeFile(path("M521-prp.save"), latest);
		expect(await readIteration()).toBe(10);
		expect(faults.join()).toContain("refused");
		await open().write(save(30));
		await truncate(path("M521-prp.save"), 40);
		expect(await readIteration()).toBe(10);
	});

	it("starts anew where both are damaged", async () => {
		for (const iteration of [10, 20]) await open().write(save(iteration));
		await truncate(path("M521-prp.save"), 0);
		await truncate(path("M521-prp.previous.save"), 100);
		expect(await readIteration()).toBeUndefined();
		expect(faults).toHaveLength(2);
	});

	it("are removed long after the test's end, and never before it", async () => {
		const old = new Date(Date.now() - 40 * 24 * 3600 * 1000);
		await open().write(save(10));
		await utimes(path("M521-prp.save"), old, old);
		await removeOldSaves(folder, Date.now());
		expect(await readIteration()).toBe(10);
		await open().write(save(EXPONENT));
		await removeOldSaves(folder, Date.now());
		expect(await readIteration()).toBe(EXPONENT);
		await utimes(path("M521-prp.save"), old, old);
		await removeOldSaves(folder, Date.now());
		expect(await readdir(folder)).toEqual([]);
		await removeOldSaves(path("missing"), Date.now());
	});

	it("are removed when their test has ended and its result is recorded, and those of other tests stay", async () => {
		await open().write(save(10));
		await removeFinishedSaves(folder, EXPONENT);
		expect(await readIteration()).toBe(10);
		await open().write(save(EXPONENT));
		await removeFinishedSaves(folder, EXPONENT - 2);
		expect(await readIteration()).toBe(EXPONENT);
		await removeFinishedSaves(folder, EXPONENT);
		expect(await readdir(folder)).toEqual([]);
		await removeFinishedSaves(path("missing"), EXPONENT);
	});

	it("are removed where nobody wants their test any more, with all that was kept of it, a day after they were touched", async () => {
		const kept = ["M521-prp.save", "M521-prp.previous.save", "M523-ll.save", "M5-factoring.json", "plans.json"];
		await mkdir(path("M521-prp-residues"), { recursive: true });
		for (const name of kept) await writeFile(path(name), "");
		await writeFile(path("M521-prp-residues/20.residue"), "");
		const tidy = (hours: number): Promise<void> =>
			removeSuperseded(folder, { isSuperseded: (exponent) => exponent === EXPONENT, now: Date.now() + hours * 3_600_000 });
		await tidy(23);
		expect(await readdir(folder)).toHaveLength(6);
		await tidy(25);
		expect((await readdir(folder)).toSorted()).toEqual(["M5-factoring.json", "M523-ll.save", "plans.json"]);
		await removeSuperseded(path("missing"), { isSuperseded: () => true, now: Date.now() });
	});

	it("survives a crash between any two steps of a write", async () => {
		await open().write(save(10));
		// The unfinished file of a process that died.
		await writeFile(path("M521-prp.save.1.tmp"), "half a sa");
		expect(await readIteration()).toBe(10);
		// Died after the old save was renamed.
		await open().write(save(20));
		await rm(path("M521-prp.save"));
		expect(await readIteration()).toBe(10);
	});
});
