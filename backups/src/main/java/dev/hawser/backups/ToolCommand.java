package dev.hawser.backups;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program to run. Everybody on the machine can read its arguments, so no secret is among them; its environment only its own user can. Immutable.
 *
 * @param doing what it is for, as in "cannot back up shop at db1:5432"
 * @param environment beside what every program gets
 */
record ToolCommand(Path program, String doing, List<String> arguments, Map<String, String> environment) {

    ToolCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** The name of the program. */
    String name() {
        return String.valueOf(program.getFileName());
    }

    List<String> commandLine() {
        List<String> line = new ArrayList<>();
        line.add(program.toString());
        line.addAll(arguments);
        return line;
    }
}
