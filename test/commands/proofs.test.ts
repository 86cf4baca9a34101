// The commands around proofs as a person runs them: a test that makes one, verify, certify.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { littleEndian } from "../engine/proof/plain-proof.ts";
import { powerResidue } from "../engine/reference.ts";
import { type Outcome, runGimpsNode } from "./gimps-node.ts";

const F14 = fileURLToPath(new URL("../engine/vectors/F14.proof", import.meta.url));
let dataDir = "";

function gimpsNode(...args: readonly string[]): Promise<Outcome> {
	return runGimpsNode(args, { dataDir });
}

describe("proofs on the command line", { timeout: 90_000 }, () => {
	beforeAll(async () => void (dataDir = await mkdtemp(join(tmpdir(), "commands-"))));
	afterAll(() => rm(dataDir, { recursive: true }));

	it("a PRP test writes its proof, and says so; verify accepts it, and refuses it with a bit flipped", async () => {
		const file = join(dataDir, "some", "M4409.proof");
		const test = await gimpsNode("test", "4409", "--type", "prp", "--proof-power", "4", "--proof", file);
		expect(test.code).toBe(0);
		expect(test.words).toContain("a proof of power 4: 9.13 KiB on disk meanwhile, checked in 1/16 of the test");
		const content = await readFile(file);
		const md5 = createHash("md5").update(content).digest("hex");
		const result: { readonly res64: string } = JSON.parse(test.out);
		expect(result).toMatchObject({ status: "C", worktype: "PRP-3", proof: { version: 2, power: 4, hashsize: 64, md5 } });
		const good = await gimpsNode("verify", file);
		expect([good.code, good.words.split("\n").length]).toEqual([0, 2]);
		expect(good.words).toContain("the proof of power 4 for M4409 holds: composite");
		expect(JSON.parse(good.out)).toMatchObject({ status: "C", exponent: 4409, verified: true, res64: result.res64, proof: { md5 } });
		content[content.length - 100] = (content.at(-100) ?? 0) ^ 4;
		await writeFile(file, content);
		const bad = await gimpsNode("verify", file);
		expect(bad.code).toBe(1);
		expect(bad.words).toContain("does not hold");
		expect(JSON.parse(bad.out)).toMatchObject({ exponent: 4409, verified: false });
		expect(JSON.parse(bad.out)).not.toHaveProperty("status");
	});

	it("the power is by exponent, less where the disk is small, and none where none is wanted", async () => {
		const usual = await gimpsNode("test", "9689", "--type", "prp");
		expect(JSON.parse(usual.out)).toMatchObject({ status: "P", proof: { power: 3 } });
		expect((await gimpsNode("verify", join(dataDir, "proof", "M9689-3.proof"))).words).toContain("a probable prime");
		const small = await gimpsNode("test", "9689", "--type", "prp", "--proof-disk", "0.00001");
		expect(small.words).toContain("a proof of power 2, not 3, for which 10.5 KiB of disk are too little");
		expect(JSON.parse(small.out)).toMatchObject({ proof: { power: 2 } });
		const none = await gimpsNode("test", "4409", "--type", "prp", "--proof-power", "0");
		expect(none.words).toContain("M4409: no proof");
		expect(JSON.parse(none.out)).not.toHaveProperty("proof");
	});

	it("verify reads a proof that mprime made, and says in one line what is none", async () => {
		const good = await gimpsNode("verify", F14, "--json");
		expect([good.code, good.words]).toEqual([0, ""]);
		expect(JSON.parse(good.out)).toMatchObject({ exponent: 16384, verified: true, "residue-type": 5, proof: { power: 5 } });
		const path = join(dataDir, "strange.proof");
		await writeFile(path, "PRP PROOF\nVERSION=2\nHASHSIZE=64\nPOWER=60\nNUMBER=M9999999999\n");
		const bad = await gimpsNode("verify", path);
		expect([bad.code, bad.out]).toEqual([1, ""]);
		expect(bad.words).toBe(`gimps-node: ${path}: its POWER is not within 1 and 16\n`);
	});

	it("certify gives the hash of the end value", async () => {
		const start = join(dataDir, "start");
		await writeFile(start, littleEndian(12_345n, 160));
		const { code, out } = await gimpsNode("certify", "1279", "--squarings", "500", "--start", start, "--aid", "ab".repeat(16));
		const sha3 = createHash("sha3-256")
			.update(littleEndian(powerResidue(1_279, 500, 12_345n), 160))
			.digest("hex")
			.toUpperCase();
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ exponent: 1279, worktype: "Cert", "sha3-hash": sha3, aid: "AB".repeat(16) });
		const none = await gimpsNode("certify", "1279", "--squarings", "500", "--start", join(dataDir, "none"));
		expect([none.code, none.out]).toEqual([1, ""]);
		expect(none.words.trimEnd().split("\n")).toHaveLength(1);
	});

	it.each([
		[["test", "4409", "--proof-power", "3"], "only a whole test of --type prp"],
		[["test", "127", "--type", "prp", "--proof-power", "9"], "at most 5 for the exponent 127"],
		[["test", "4409", "--type", "prp", "--proof-power", "13"], "from 0 to 12"],
		[["test", "4409", "--type", "prp", "--proof-disk", "much"], "must be a number of GiB"],
		[["certify", "1279"], "give --squarings and --start"],
		[["certify", "1279", "--squarings", "0", "--start", "x"], "from 1 up"],
	])("refuses %j with one line and exit code 2", async (args, line) => {
		const { code, out, words } = await gimpsNode(...args);
		expect([code, out]).toEqual([2, ""]);
		expect(words).toContain(line);
		expect(words.trimEnd().split("\n")).toHaveLength(1);
	});
});
