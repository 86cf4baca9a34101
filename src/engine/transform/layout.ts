// Where everything lies in a kernel's memory. Addresses in bytes; what two threads write lies on different cache lines.
import { CONSTANTS_END } from "../kernel/fields.ts";
import { INJECTION, SHARED } from "../kernel/records.ts";
import { columnsOf, rowsOf, type Shape } from "./shape.ts";
import { tableSizes, type TableViews } from "./table-views.ts";

const LINE = 128;
const DOUBLE = 8;

/** Rows lie a little apart, lest the same place of all rows falls into the same few lines of the cache. */
const PITCH_PADDING = 128;
const PADDED_FROM_BYTES = 8192;

/** What each thread has to itself. */
export interface ThreadArea {
	readonly buffer: number;
	readonly scratch: number;
	readonly errors: number;
	readonly injections: number;
}

export interface Layout {
	readonly main: number;
	readonly pitch: number;
	readonly second: number;
	/** Bytes of main, of second and of each slot. */
	readonly mainBytes: number;
	/** Where the slots lie, one behind the other. */
	readonly slots: number;
	readonly heldBuffers: number;
	readonly heldBufferBytes: number;
	readonly carries: number;
	readonly shared: number;
	readonly tables: { readonly [Table in keyof TableViews]: number };
	readonly threads: readonly ThreadArea[];
	readonly bytes: number;
}

/** slots: further places laid out like main. */
export function layOut(shape: Shape, segments: number, threads: number, slots = 0): Layout {
	let end = CONSTANTS_END;
	const place = (bytes: number): number => {
		const start = end;
		end += Math.ceil(bytes / LINE) * LINE;
		return start;
	};
	const rowBytes = columnsOf(shape) * vectorPairBytes(shape);
	const total = rowsOf(shape) * rowBytes;
	const pitch = rowBytes + (total > PADDED_FROM_BYTES ? PITCH_PADDING : 0);
	const mainBytes = Math.ceil((rowsOf(shape) * pitch) / LINE) * LINE;
	const groupBytes = shape.gathered ? rowsOf(shape) * shape.groupColumns * vectorPairBytes(shape) : 0;
	const main = place(mainBytes);
	const second = place(mainBytes);
	const slotsStart = place(slots * mainBytes);
	const heldBufferBytes = Math.ceil(groupBytes / LINE) * LINE;
	const heldBuffers = place(segments * heldBufferBytes);
	const carries = place((segments + 1) * rowsOf(shape) * shape.lanes * DOUBLE);
	const shared = place(SHARED.bytes);
	const tables = {} as Record<keyof TableViews, number>;
	for (const [table, size] of Object.entries(tableSizes(shape)) as [keyof TableViews, number][]) tables[table] = place(size * DOUBLE);
	const areas = Array.from({ length: threads }, () => ({
		buffer: place(groupBytes),
		scratch: place(3 * rowBytes),
		errors: place(shape.lanes * DOUBLE),
		injections: place(shape.lanes * INJECTION.bytes),
	}));
	return {
		main,
		pitch,
		second,
		mainBytes,
		slots: slotsStart,
		heldBuffers,
		heldBufferBytes,
		carries,
		shared,
		tables,
		threads: areas,
		bytes: end,
	};
}

export function viewTables(buffer: SharedArrayBuffer, shape: Shape, layout: Layout): TableViews {
	const sizes = tableSizes(shape);
	const doubles = (table: keyof TableViews) => new Float64Array(buffer, layout.tables[table], sizes[table]);
	const integers = (table: keyof TableViews) => new Int32Array(buffer, layout.tables[table], sizes[table]);
	return {
		columnRoots: doubles("columnRoots"),
		rowRoots: doubles("rowRoots"),
		rowFactors: doubles("rowFactors"),
		laneRoots: doubles("laneRoots"),
		specialWeights: doubles("specialWeights"),
		specialMirrors: integers("specialMirrors"),
		pairs: integers("pairs"),
		rowWeights: doubles("rowWeights"),
		columnWeights: doubles("columnWeights"),
		constants: doubles("constants"),
		flags: new Uint8Array(buffer, layout.tables.flags, sizes.flags),
		flagTables: doubles("flagTables"),
		pointRoots: doubles("pointRoots"),
	};
}

/** Bytes of one vector of complex numbers. */
function vectorPairBytes(shape: Shape): number {
	return 2 * shape.lanes * DOUBLE;
}
