// Bundle the editor into the page's folder, or into the folder that is named, with the licences of what is in it.

import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "cardkit", "sandbox", "web");
const notice = "codemirror.LICENSE.txt";

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["entry.js"],
  outfile: join(out, "codemirror.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: `// CodeMirror 6 and what it needs, bundled by editor/build.js. MIT licensed: see ${notice}.` },
  metafile: true,
});

/** The package that a bundled file is of. */
function packageOf(file) {
  const [first, second] = file.split("node_modules/").at(-1).split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

const inputs = Object.keys(metafile.inputs).map((file) => relative("", file).split(sep).join("/"));
const packages = [...new Set(inputs.filter((file) => file.includes("node_modules/")).map(packageOf))].sort();
const texts = await Promise.all(
  packages.map(async (name) => {
    const folder = join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const licence = await readFile(join(folder, "LICENSE"), "utf8");
    return `${name} ${version}\n\n${licence.trim()}\n`;
  }),
);
await writeFile(join(out, notice), `codemirror.js holds these packages.\n\n${texts.join(`\n${"-".repeat(78)}\n\n`)}`);
