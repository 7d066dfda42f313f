package io.concordat.cli.gates;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The tidy rules on one source text: each violation is one line naming file, line and rule. */
final class TidyRules {
    static final int FILE_LINES = 400;
    static final int METHOD_LINES = 60;
    static final int LINE_WIDTH = 120;
    private static final List<String> SUFFIXES =
            List.of("Impl", "Manager", "Helper", "Util", "Utils", "Support", "Base");
    // Written in halves, so that this file does not break its own rules.
    private static final List<String> NOWHERE = List.of("TO" + "DO", "FIX" + "ME", "@Dis" + "abled", "XX" + "X:");
    private static final List<String> MACHINE = List.of("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/");
    private static final String SLEEP = "Thread.sl" + "eep";

    private TidyRules() {}

    static List<String> check(String name, String source) {
        return check(Map.of(name, source));
    }

    /** All sources, by name. Together, because setting a compiler up takes longer than parsing a file. */
    static List<String> check(Map<String, String> sources) {
        List<String> found = new ArrayList<>();
        sources.forEach((name, source) -> {
            List<String> lines = source.lines().toList();
            if (lines.size() > FILE_LINES) {
                found.add(name + ": " + lines.size() + " lines, at most " + FILE_LINES);
            }
            for (int i = 0; i < lines.size(); i++) {
                checkLine(name, lines.get(i), i + 1, found);
            }
        });
        List<JavaFileObject> java = sources.entrySet().stream()
                .filter(e -> e.getKey().endsWith(".java"))
                .map(e -> (JavaFileObject) new Source(e.getKey(), e.getValue()))
                .toList();
        if (!java.isEmpty()) {
            checkTypesAndMethods(java, found);
        }
        return found;
    }

    private static void checkLine(String name, String line, int number, List<String> found) {
        String at = name + ":" + number + ": ";
        if (line.length() > LINE_WIDTH && !line.contains("https://")) {
            found.add(at + line.length() + " columns, at most " + LINE_WIDTH);
        }
        NOWHERE.stream().filter(line::contains).forEach(w -> found.add(at + w));
        MACHINE.stream().filter(line::contains).forEach(w -> found.add(at + "path of a machine: " + w));
        if (name.contains("src/test/") && line.contains(SLEEP)) {
            found.add(at + SLEEP + " in a test: await the condition instead");
        }
    }

    private static void checkTypesAndMethods(List<JavaFileObject> sources, List<String> found) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, d -> {}, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String name = unit.getSourceFile().toUri().getPath().substring(1);
                new Scanner(name, unit, positions, found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final String name;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        Scanner(String name, CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.name = name;
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            String type = tree.getSimpleName().toString();
            SUFFIXES.stream()
                    .filter(s -> type.endsWith(s) && !type.equals(s))
                    .forEach(s -> found.add(name + ": " + type + " ends in " + s));
            return super.visitClass(tree, nothing);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void nothing) {
            if (tree.getBody() != null) {
                long length = line(tree, true) - line(tree, false) + 1;
                if (length > METHOD_LINES) {
                    found.add(
                            name + ": method " + tree.getName() + " has " + length + " lines, at most " + METHOD_LINES);
                }
            }
            return super.visitMethod(tree, nothing);
        }

        private long line(Tree tree, boolean end) {
            LineMap map = unit.getLineMap();
            return map.getLineNumber(
                    end ? positions.getEndPosition(unit, tree) : positions.getStartPosition(unit, tree));
        }
    }
}
