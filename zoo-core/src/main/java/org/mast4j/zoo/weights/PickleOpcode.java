package org.mast4j.zoo.weights;

import java.util.Arrays;
import java.util.Optional;

/**
 * The instructions of pickle that torch.save writes, for weights and for what training code keeps
 * beside them, and those by which a hostile file refers to a function; every other one is refused.
 *
 * @see <a href="https://github.com/python/cpython/blob/3.11/Lib/pickletools.py">their meaning</a>
 */
enum PickleOpcode {
  PROTO(0x80),
  FRAME(0x95),
  STOP('.'),
  MARK('('),
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  BINFLOAT('G'),
  BINUNICODE('X'),
  SHORT_BINUNICODE(0x8c),
  BINBYTES('B'),
  SHORT_BINBYTES('C'),
  BYTEARRAY8(0x96),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_LIST(']'),
  APPEND('a'),
  APPENDS('e'),
  EMPTY_DICT('}'),
  SETITEM('s'),
  SETITEMS('u'),
  EMPTY_SET(0x8f),
  ADDITEMS(0x90),
  FROZENSET(0x91),
  POP('0'),
  POP_MARK('1'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  MEMOIZE(0x94),
  BINGET('h'),
  LONG_BINGET('j'),
  GLOBAL('c'),
  STACK_GLOBAL(0x93),
  INST('i'),
  OBJ('o'),
  NEWOBJ(0x81),
  NEWOBJ_EX(0x92),
  REDUCE('R'),
  BUILD('b'),
  BINPERSID('Q');

  private final byte code;

  PickleOpcode(int code) {
    this.code = (byte) code;
  }

  private static final PickleOpcode[] BY_CODE = new PickleOpcode[256];

  static {
    Arrays.stream(values()).forEach(opcode -> BY_CODE[Byte.toUnsignedInt(opcode.code)] = opcode);
  }

  static Optional<PickleOpcode> of(byte code) {
    return Optional.ofNullable(BY_CODE[Byte.toUnsignedInt(code)]);
  }
}
