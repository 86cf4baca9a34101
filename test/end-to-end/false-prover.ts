// A whole node whose PRP residues are false, with proofs that fit them as little: started as the command line is.
import { readFileSync, writeFileSync } from "node:fs";
import { Performer } from "../../src/daemon/performer.ts";
import { ProofFiles } from "../../src/daemon/proof-files.ts";

/** Within the last residue of the file. */
const FLIPPED_BYTE = -100;

// oxlint-disable-next-line typescript/unbound-method -- called with its own object
const { take } = ProofFiles.prototype;
ProofFiles.prototype.take = function (proof) {
	const file = readFileSync(proof.file);
	file[file.length + FLIPPED_BYTE]! ^= 1;
	writeFileSync(proof.file, file);
	return take.call(this, proof);
};

// oxlint-disable-next-line typescript/unbound-method -- called with its own object
const { feed } = Performer.prototype;
Performer.prototype.feed = function (input) {
	if (input.type !== "tested" || input.outcome.kind !== "PRP") return feed.call(this, input);
	return feed.call(this, { ...input, outcome: { ...input.outcome, res64: `DEADBEEF${input.outcome.res64.slice(8)}` } });
};

await import("../../src/cli.ts");
