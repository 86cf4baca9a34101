// Where set-up puts the compiled kernels, NAME.wasm each; the same for the sources and for what is built from them.

export const KERNELS_FOLDER = new URL("../../../dist/kernels/", import.meta.url);
