package org.mast4j.zoo;

/**
 * The sizes of one block of an encoder.
 *
 * @param input grid in which its input's patch tokens lie; leading tokens come on top
 * @param output grid of its output's patch tokens
 * @param width of an input token
 * @param outputWidth of an output token
 * @param heads of its attention
 */
public record BlockSize(TokenGrid input, TokenGrid output, int width, int outputWidth, int heads) {}
