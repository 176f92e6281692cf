package org.mast4j;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A module's public types and their public and protected members as text, a line each, sorted. */
final class PublicApi {
  private PublicApi() {}

  static String of(String module) {
    StringBuilder text = new StringBuilder();
    MainCode.CLASSES.stream()
        .filter(type -> MainCode.moduleOf(type).equals(module))
        .filter(type -> !isBuilder(type))
        .map(JavaClass::reflect)
        .filter(PublicApi::isPublic)
        .collect(Collectors.groupingBy(Class::getPackageName, TreeMap::new, Collectors.toList()))
        .forEach(
            (name, types) -> {
              text.append(name).append('\n');
              types.stream()
                  .collect(
                      Collectors.toMap(
                          PublicApi::header, PublicApi::members, (a, b) -> a, TreeMap::new))
                  .forEach(
                      (header, members) -> {
                        text.append("  ").append(header).append('\n');
                        members.forEach(member -> text.append("    ").append(member).append('\n'));
                      });
            });
    return text.toString();
  }

  /** Whether it is made of a record by RecordBuilder, so that the record tells what is in it. */
  private static boolean isBuilder(JavaClass type) {
    String record = type.getName().replaceFirst("Builder(\\$.*)?$", "");
    return !record.equals(type.getName())
        && MainCode.CLASSES.contain(record)
        && MainCode.CLASSES.get(record).isRecord();
  }

  private static boolean isPublic(Class<?> type) {
    return isOffered(type.getModifiers())
        && !Arrays.asList(type.getPackageName().split("\\.")).contains("internal")
        && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
  }

  private static boolean isOffered(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String header(Class<?> type) {
    StringBuilder header = new StringBuilder(name(type)).append(": ").append(kind(type));
    if (type.isRecord()) {
      header.append(
          Arrays.stream(type.getRecordComponents())
              .map(component -> name(component.getGenericType()) + " " + component.getName())
              .collect(Collectors.joining(", ", "(", ")")));
    } else if (type.isEnum()) {
      header.append(
          Arrays.stream(type.getFields())
              .filter(Field::isEnumConstant)
              .map(Field::getName)
              .collect(Collectors.joining(", ", " {", "}")));
    }
    String parents =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass())
                    .filter(parent -> !Set.of("Object", "Record").contains(name(parent)))
                    .filter(parent -> !type.isEnum()),
                Arrays.stream(type.getGenericInterfaces())
                    .filter(parent -> parent != Annotation.class))
            .map(PublicApi::name)
            .collect(Collectors.joining(", "));
    return parents.isEmpty() ? header.toString() : header + " < " + parents;
  }

  private static String kind(Class<?> type) {
    if (type.isRecord()) {
      return "record";
    }
    if (type.isEnum()) {
      return "enum";
    }
    String kind = type.isAnnotation() ? "annotation" : type.isInterface() ? "interface" : "class";
    int modifiers = type.getModifiers();
    if (type.isSealed()) {
      return "sealed " + kind;
    }
    if (Modifier.isFinal(modifiers)) {
      return "final " + kind;
    }
    return Modifier.isAbstract(modifiers) && !type.isInterface() ? "abstract " + kind : kind;
  }

  private static Set<String> members(Class<?> type) {
    Stream<Executable> executables =
        Stream.concat(
            Arrays.stream(type.getDeclaredConstructors()).filter(made -> !isCanonical(type, made)),
            withHiddenParents(type)
                .flatMap(owner -> Arrays.stream(owner.getDeclaredMethods()))
                .filter(method -> !isImplied(type, method)));
    return Stream.concat(
            executables.filter(PublicApi::isOffered).map(PublicApi::signature),
            Arrays.stream(type.getDeclaredFields())
                .filter(PublicApi::isOffered)
                .filter(field -> !field.isEnumConstant())
                .map(
                    field ->
                        modifiers(field) + name(field.getGenericType()) + " " + field.getName()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The type and those of its parents that only it shows to users. */
  private static Stream<Class<?>> withHiddenParents(Class<?> type) {
    return Stream.<Class<?>>iterate(
        type, owner -> owner == type || owner != null && !isPublic(owner), Class::getSuperclass);
  }

  private static boolean isOffered(Member member) {
    return isOffered(member.getModifiers()) && !member.isSynthetic();
  }

  private static boolean isCanonical(Class<?> type, Constructor<?> made) {
    return type.isRecord()
        && Arrays.equals(
            made.getParameterTypes(),
            Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray());
  }

  /** Whether a reader knows the method from the type's header: accessors, valueOf, toString. */
  private static boolean isImplied(Class<?> type, Method method) {
    if (Set.of("equals", "hashCode", "toString").contains(method.getName())
        || type.isEnum() && Set.of("values", "valueOf").contains(method.getName())) {
      return true;
    }
    return type.isRecord()
        && Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getAccessor)
            .anyMatch(accessor -> Objects.equals(accessor, method));
  }

  private static String signature(Executable made) {
    String name =
        made instanceof Method method
            ? name(method.getGenericReturnType()) + " " + method.getName()
            : "new";
    String thrown =
        Arrays.stream(made.getGenericExceptionTypes())
            .map(PublicApi::name)
            .collect(Collectors.joining(", "));
    return modifiers(made)
        + name
        + Arrays.stream(made.getParameters())
            .map(PublicApi::parameter)
            .collect(Collectors.joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String parameter(Parameter parameter) {
    return name(parameter.getParameterizedType()) + " " + parameter.getName();
  }

  private static String modifiers(Member member) {
    int modifiers = member.getModifiers();
    return (Modifier.isProtected(modifiers) ? "protected " : "")
        + (Modifier.isStatic(modifiers) ? "static " : "")
        + (Modifier.isAbstract(modifiers) && !member.getDeclaringClass().isInterface()
            ? "abstract "
            : "");
  }

  /** A type as sources name it, without packages. */
  private static String name(Type type) {
    return type.getTypeName().replaceAll("\\b([a-z_0-9]+\\.)+(?=[A-Z])", "").replace('$', '.');
  }
}
