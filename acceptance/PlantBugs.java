import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Plants bugs into copies of the sources they belong to and compiles those files alone. Of bug B it leaves
 * OUT/B/classes, OUT/B/modules, or OUT/B/failure with the reason; a bug whose file has not changed since is left as it
 * is.
 *
 * <p>A bug's file: lines that begin with # say what it is; "--- PATH" names a source file; then "<<<", what stands
 * there, "===", what is planted instead, ">>>". White space does not matter in what stands there, so that reformatting
 * moves no bug; it must be found exactly once.
 *
 * <p>Usage: java PlantBugs SOURCES OUT CLASSPATH BUG-FILE...
 */
final class PlantBugs {
    private record Change(String path, String find, String replacement) {}

    /** The sources have moved on: this bug must be written anew. */
    private static final class DoesNotApply extends Exception {
        private static final long serialVersionUID = 1;

        DoesNotApply(String reason) {
            super(reason);
        }
    }

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final Path sources;
    private final String classPath;

    private PlantBugs(Path sources, String classPath) {
        this.sources = sources;
        this.classPath = classPath;
    }

    public static void main(String[] args) throws IOException {
        PlantBugs planting = new PlantBugs(Path.of(args[0]), args[2]);
        for (int i = 3; i < args.length; i++) {
            Path file = Path.of(args[i]);
            String text = Files.readString(file);
            Path bed = Path.of(args[1], file.getFileName().toString().replaceAll("\\..*", ""));
            Path last = bed.resolve("bug");
            if (!Files.exists(last) || !Files.readString(last).equals(text)) {
                clear(bed);
                planting.plant(text, bed);
                Files.writeString(last, text);
            }
        }
    }

    private static void clear(Path bed) throws IOException {
        if (Files.exists(bed)) {
            try (var all = Files.walk(bed)) {
                for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(each);
                }
            }
        }
        Files.createDirectories(bed.resolve("classes"));
    }

    private void plant(String bug, Path bed) throws IOException {
        try {
            Map<String, String> changed = new LinkedHashMap<>();
            for (Change change : parse(bug)) {
                String before = changed.containsKey(change.path()) ? changed.get(change.path()) : source(change.path());
                changed.put(change.path(), apply(change, before));
            }
            List<Path> files = new ArrayList<>();
            for (var file : changed.entrySet()) {
                Path copy = bed.resolve("sources").resolve(file.getKey());
                Files.createDirectories(copy.getParent());
                files.add(Files.writeString(copy, file.getValue()));
            }
            Files.writeString(
                    bed.resolve("modules"),
                    changed.keySet().stream()
                            .map(path -> path.replaceAll("/.*", "\n"))
                            .collect(Collectors.toCollection(TreeSet::new))
                            .stream()
                            .collect(Collectors.joining()));
            compile(files, bed.resolve("classes"));
        } catch (DoesNotApply e) {
            Files.writeString(bed.resolve("failure"), e.getMessage() + "\n");
        }
    }

    private String source(String path) throws DoesNotApply, IOException {
        Path file = sources.resolve(path);
        if (!Files.exists(file)) {
            throw new DoesNotApply("does not apply: there is no " + path);
        }
        return Files.readString(file);
    }

    private static List<Change> parse(String bug) throws DoesNotApply {
        List<Change> changes = new ArrayList<>();
        Matcher block = Pattern.compile("--- (\\S+)\n|<<<\n(.*?)\n===\n(.*?)>>>\n", Pattern.DOTALL)
                .matcher(bug);
        String path = null;
        while (block.find()) {
            if (block.group(1) != null) {
                path = block.group(1);
            } else if (path != null) {
                changes.add(new Change(path, block.group(2), block.group(3)));
            }
        }
        if (changes.isEmpty()) {
            throw new DoesNotApply("does not apply: the bug's file changes nothing");
        }
        return changes;
    }

    private static String apply(Change change, String text) throws DoesNotApply {
        Matcher place = Pattern.compile(anySpacing(change.find())).matcher(text);
        String shown = change.find().strip().replaceAll("\\s+", " ");
        if (!place.find()) {
            throw new DoesNotApply("does not apply: " + change.path() + " no longer says: " + shown);
        }
        int start = place.start();
        int end = place.end();
        if (place.find()) {
            throw new DoesNotApply("does not apply: " + change.path() + " says more than once: " + shown);
        }
        return text.substring(0, start) + change.replacement().stripTrailing() + text.substring(end);
    }

    private static String anySpacing(String find) {
        StringBuilder pattern = new StringBuilder();
        Matcher token = Pattern.compile("\\w+|[^\\w\\s]").matcher(find);
        boolean word = false;
        while (token.find()) {
            boolean next = Character.isJavaIdentifierPart(token.group().charAt(0));
            pattern.append(pattern.length() == 0 ? "" : word && next ? "\\s+" : "\\s*");
            pattern.append(Pattern.quote(token.group()));
            word = next;
        }
        return pattern.toString();
    }

    private void compile(List<Path> files, Path classes) throws DoesNotApply, IOException {
        var said = new java.io.StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath);
            if (!compiler.getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call()) {
                throw new DoesNotApply(
                        "does not compile: " + said.toString().strip().replaceAll("\\s+", " "));
            }
        }
    }
}
