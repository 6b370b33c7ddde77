package dev.hawser.internal.mapping;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/** Reaches the constructors and getters of application classes, whether their module opens them or only exports them. */
final class Access {

    private Access() {}

    static MethodHandle constructor(Class<?> type, Class<?>[] parameters) {
        try {
            return lookup(type).findConstructor(type, MethodType.methodType(void.class, parameters));
        } catch (IllegalAccessException | NoSuchMethodException inaccessible) {
            throw closed(type, inaccessible);
        }
    }

    static MethodHandle getter(Class<?> type, Method method) {
        try {
            return lookup(type).unreflect(method).asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException inaccessible) {
            throw closed(type, inaccessible);
        }
    }

    private static Lookup lookup(Class<?> type) {
        Access.class.getModule().addReads(type.getModule());
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException notOpen) {
            return MethodHandles.publicLookup();
        }
    }

    private static DatabaseException closed(Class<?> type, Exception cause) {
        Module module = type.getModule();
        String advice = module.isNamed()
                ? "Add \"opens " + type.getPackageName() + " to " + ownName() + "\" to the module " + module.getName()
                : "Make the class public";
        return new DatabaseException(
                ErrorCategory.REFUSED, type.getName() + " is not accessible", null, null, null, 0, advice, cause);
    }

    private static String ownName() {
        String name = Access.class.getModule().getName();
        return name == null ? "dev.hawser" : name;
    }
}
