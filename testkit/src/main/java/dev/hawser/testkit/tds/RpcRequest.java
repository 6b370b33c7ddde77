package dev.hawser.testkit.tds;

import java.util.ArrayList;
import java.util.List;

/**
 * A call of a procedure: MS-TDS 2.2.6.6.
 *
 * @param procedure its name; the well-known ones are called by a number
 */
record RpcRequest(String procedure, List<RpcParameter> parameters) {

    private static final int BY_NUMBER = 0xFFFF;
    private static final int NEXT = 0xFF;

    static List<RpcRequest> read(TdsReader in) throws SqlServerError {
        List<RpcRequest> requests = new ArrayList<>();
        in.skipHeaders();
        while (in.hasMore()) {
            requests.add(one(in));
        }
        return requests;
    }

    private static RpcRequest one(TdsReader in) throws SqlServerError {
        int length = in.u16();
        String procedure = length == BY_NUMBER ? name(in.u16()) : in.text(length);
        in.u16(); // options
        List<RpcParameter> parameters = new ArrayList<>();
        while (in.hasMore()) {
            if (in.nextIs(NEXT)) { // a parameter's name is never that long
                in.u8();
                break;
            }
            parameters.add(RpcParameter.read(in));
        }
        return new RpcRequest(procedure, parameters);
    }

    private static String name(int number) throws SqlServerError {
        return switch (number) {
            case 10 -> "sp_executesql";
            case 11 -> "sp_prepare";
            case 12 -> "sp_execute";
            case 13 -> "sp_prepexec";
            case 15 -> "sp_unprepare";
            default -> throw new SqlServerError(2812, 16, "Could not find stored procedure number " + number + ".");
        };
    }

    String text(int position) throws SqlServerError {
        if (parameters.size() > position && parameters.get(position).value() instanceof String text) {
            return text;
        }
        throw new SqlServerError(214, 16, "Procedure expects a parameter of type 'ntext/nchar/nvarchar'.");
    }

    int handle() {
        return !parameters.isEmpty() && parameters.get(0).value() instanceof Integer handle ? handle : 0;
    }

    List<RpcParameter> parametersFrom(int position) {
        return parameters.subList(Math.min(position, parameters.size()), parameters.size());
    }
}
