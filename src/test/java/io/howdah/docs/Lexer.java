package io.howdah.docs;

import java.util.ArrayList;
import java.util.List;

/** A lexer that finds comments, string literals and names in Java and JavaScript, and knows no more of them. */
final class Lexer {

    /** What a token is. */
    enum Kind {
        COMMENT,
        STRING,
        NAME
    }

    /**
     * A token.
     *
     * @param line its first line, from 1
     * @param text what is between its marks
     */
    record Token(Kind kind, int line, String text) {}

    private final String code;
    private final boolean javascript;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    /** The last character that is neither white space nor part of a comment. */
    private char before;
    /** Whether only a plus sign follows the last string literal. */
    private boolean joins;

    private Lexer(String code, boolean javascript) {
        this.code = code;
        this.javascript = javascript;
    }

    /** Returns the tokens of Java code. String literals that are concatenated are one token; so are comments on successive lines. */
    static List<Token> java(String code) {
        return new Lexer(code, false).tokens();
    }

    /** Returns the tokens of JavaScript code, joined in the same way. */
    static List<Token> javascript(String code) {
        return new Lexer(code, true).tokens();
    }

    private List<Token> tokens() {
        while (at < code.length()) {
            char c = code.charAt(at);
            if (code.startsWith("//", at)) {
                int end = code.indexOf('\n', at);
                end = end < 0 ? code.length() : end;
                comment(code.substring(at + 2, end), end);
            } else if (code.startsWith("/*", at)) {
                int end = code.indexOf("*/", at + 2);
                block(Kind.COMMENT, code.substring(at + 2, end), end + 2);
            } else if (!javascript && code.startsWith("\"\"\"", at)) {
                int end = at + 3;
                while (!code.startsWith("\"\"\"", end)) {
                    end += code.charAt(end) == '\\' ? 2 : 1;
                }
                string(code.substring(at + 3, end), end + 3);
            } else if (c == '"' || c == '\'' || javascript && c == '`') {
                int end = quoted(c);
                if (c == '\'' && !javascript) {
                    at = end + 1;
                    before = c;
                } else {
                    string(code.substring(at + 1, end), end + 1);
                }
            } else if (javascript && c == '/' && "(,=:[!&|?{};>".indexOf(before) >= 0) {
                at = quoted(c) + 1;
            } else if (Character.isJavaIdentifierStart(c)) {
                int end = at;
                while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
                    end++;
                }
                tokens.add(new Token(Kind.NAME, line, code.substring(at, end)));
                at = end;
                before = c;
                joins = false;
            } else {
                if (c == '\n') {
                    line++;
                } else if (!Character.isWhitespace(c)) {
                    joins = c == '+' && (joins || before == '"');
                    before = c;
                }
                at++;
            }
        }
        return tokens;
    }

    private int quoted(char mark) {
        int end = at + 1;
        while (code.charAt(end) != mark) {
            end += code.charAt(end) == '\\' ? 2 : 1;
        }
        return end;
    }

    private void comment(String text, int end) {
        Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        boolean follows = last != null
                && last.kind() == Kind.COMMENT
                && last.line() + last.text().chars().filter(c -> c == '\n').count() == line - 1
                && code.substring(code.lastIndexOf('\n', at) + 1, at).isBlank();
        if (follows) {
            tokens.set(tokens.size() - 1, new Token(Kind.COMMENT, last.line(), last.text() + "\n" + text));
        } else {
            tokens.add(new Token(Kind.COMMENT, line, text));
        }
        at = end;
    }

    private void string(String text, int end) {
        Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        if (joins && last != null && last.kind() == Kind.STRING) {
            int lines = line
                    - last.line()
                    - (int) last.text().chars().filter(c -> c == '\n').count();
            tokens.remove(tokens.size() - 1);
            String joined = last.text() + "\n".repeat(Math.max(lines, 0)) + text;
            int first = last.line();
            block(Kind.STRING, text, end);
            tokens.set(tokens.size() - 1, new Token(Kind.STRING, first, joined));
        } else {
            block(Kind.STRING, text, end);
        }
        before = '"';
        joins = false;
    }

    private void block(Kind kind, String text, int end) {
        tokens.add(new Token(kind, line, text));
        line += (int) code.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end;
    }
}
