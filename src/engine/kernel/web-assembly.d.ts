// The part of WebAssembly's JavaScript interface that the engine uses: TypeScript declares it for browsers only.
declare namespace WebAssembly {
	class Memory {
		constructor(descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean });
		readonly buffer: ArrayBuffer | SharedArrayBuffer;
	}
	class Global {
		value: number;
	}
	interface Module {}
	const Module: new (bytes: Uint8Array) => Module;
	class Instance {
		constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
		readonly exports: Exports;
	}
	type Exports = Readonly<Record<string, unknown>>;
	function validate(bytes: Uint8Array): boolean;
}
