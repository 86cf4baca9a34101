// The whole source of one kernel, from its parts.
import { type Field, FIELDS, global } from "../fields.ts";
import { POINT_COUNTS } from "../points.ts";
import type { Variant } from "../variants.ts";
import { emitColumnPass } from "./column-pass.ts";
import { Emitter } from "./emitter.ts";
import { emitInjection } from "./injection.ts";
import { emitIteration } from "./iteration.ts";
import { emitRowPass } from "./row-pass.ts";
import { emitTurns } from "./turn.ts";

/** AssemblyScript of the kernel; exports the fields as globals, and the functions of KernelExports. */
export function generate(variant: Variant): string {
	const e = new Emitter(variant);
	for (const field of Object.keys(FIELDS) as Field[]) e.line(`export let ${global(field)}: i32 = 0;`);
	emitTurns(e, POINT_COUNTS);
	emitInjection(e);
	emitColumnPass(e);
	emitRowPass(e);
	emitIteration(e);
	return e.text();
}
