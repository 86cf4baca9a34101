// What a proof costs: a PRP test of an exponent with a proof of a power, and in the same process how long squarings take without.
// Prints the parts in processor time, as the machine may be shared, in squarings and as a share of the test. Usage: node ... [EXPONENT [POWER]]
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { buildProof } from "../../../src/engine/proof/build-proof.ts";
import { proofPoints } from "../../../src/engine/proof/points.ts";
import { productSlots } from "../../../src/engine/proof/powers.ts";
import { rotateBytes } from "../../../src/engine/integers/rotate-bytes.ts";
import { encodeHeader } from "../../../src/engine/proof/proof-file.ts";
import { ResidueStore } from "../../../src/engine/proof/residue-store.ts";
import { verifyProof } from "../../../src/engine/proof/verify-proof.ts";
import { REVECTORIZE_FLAG } from "../../../src/engine/host/flags.ts";
import { availableKernels } from "../../../src/engine/squaring/kernels.ts";
import { PlanFile } from "../../../src/engine/squaring/plan-file.ts";
import { TransformSource } from "../../../src/engine/squaring/transform-source.ts";

setFlagsFromString(REVECTORIZE_FLAG);
const [exponent = 1_200_007, power = 6] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), "proof-cost-"));
const squarers = new TransformSource({ threads: 1, kernels: availableKernels() }, { plans: new PlanFile({ dataDir: null }) });
const store = new ResidueStore({ folder, exponent, power, verified: 0 }, { onFault: say });
const squarer = await squarers.fastest(exponent, exponent, () => Promise.resolve(), productSlots(exponent));
const points = proofPoints(exponent, power);

squarer.load(3n);
let squaringSeconds = 0;
let keepingSeconds = 0;
let at = 0;
for (const point of points) {
	squaringSeconds += timed(() => squarer.square(point - at));
	at = point;
	keepingSeconds += timed(() => {
		// As where there is a shift.
		store.take(point, rotateBytes(squarer.readBytes(), 0, exponent));
	});
}
const keptBefore = processorSeconds();
await store.verified(exponent);
keepingSeconds += processorSeconds() - keptBefore;
say(`${exponent} squarings, ${squarer.kernel}, length ${squarer.transformLength}: ${squaringSeconds.toFixed(1)} s`);
tell("keeping", keepingSeconds);

const path = join(folder, "made.proof");
const file = await open(path, "w");
await file.writeFile(encodeHeader(power, `M${exponent}`));
const builtBefore = processorSeconds();
const residue = async (point: number): Promise<Buffer> => (await store.read(points[point - 1]!))!;
await buildProof(
	{ power, residue },
	squarer,
	() => Promise.resolve(),
	(bytes) => file.writeFile(bytes),
);
const buildingSeconds = processorSeconds() - builtBefore;
await file.close();
squarer.close();
tell("building", buildingSeconds);
tell("keeping and building", keepingSeconds + buildingSeconds);

const verifiedBefore = processorSeconds();
const verdict = await verifyProof(path, new AbortController().signal, {
	squarers,
	onProgress: () => {},
	onSquarings: () => {},
	onError: say,
	now: () => performance.now(),
});
const verifyingSeconds = processorSeconds() - verifiedBefore;
tell("verifying", verifyingSeconds);
say(
	`verifying: ${((verifyingSeconds / squaringSeconds) * 2 ** power).toFixed(2)} times 1/${2 ** power} of the test; ${verdict.refusal ?? "it holds"}`,
);
say(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
await rm(folder, { recursive: true });

function timed(work: () => void): number {
	const before = processorSeconds();
	work();
	return processorSeconds() - before;
}

function processorSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}

function tell(what: string, seconds: number): void {
	const share = (100 * seconds) / squaringSeconds;
	say(
		`${what}: ${seconds.toFixed(2)} s, ${Math.round((seconds / squaringSeconds) * exponent)} squarings, ${share.toFixed(3)} % of the test`,
	);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
