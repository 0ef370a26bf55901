#include "hostile_texts.h"

namespace lsub {
namespace {

constexpr int deep = 10'000;
constexpr int shallow = 1'000;

std::string times(int n, const std::string& text) {
  std::string out;
  out.reserve(text.size() * static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// A function of a channel with `body` in it.
std::string in_function(const std::string& body) {
  return "void f(lsub::chan<int> c, int n) {\n" + body + "\n}\n";
}

void add_deep(std::vector<hostile_text>& out) {
  const struct {
    const char* name;
    const char* open;
    const char* middle;
    const char* close;
    int levels = deep;
  } nests[]{
      {"parentheses", "(", "<-c", ")"},
      {"braces", "{", "<-c;", "}"},
      {"braced list", "{", "1", "}"},
      {"squares", "n[", "<-c", "]"},
      {"receives", "<-", "c;", ""},
      {"sends", "c <- ", "1;", "", 2000},  // each ends where the last does: Clang looks for it
      {"minuses", "- ", "1;", ""},
      {"nots", "!", "<-c;", ""},
      {"conditionals", "n ? <-c : ", "1;", ""},
      {"ifs", "if (<-c) ", ";", ""},
      {"else ifs", "if (<-c) ; else ", ";", ""},
      {"loops", "for (;;) ", "<-c;", ""},
      {"dos", "do ", "<-c;", "while (n);"},
      {"labels", "L: for (;;) ", "break L;", ""},
      {"selects", "select { case <-c: ", "", "}"},
      {"doselects", "doselect { case c <- 1: ", "", "}"},
      {"select operands", "select { case c <- [&] { ", "return 1;", "}(): }"},
      {"go blocks", "go {", "c <- 1;", "}"},
      {"defer blocks", "defer {", "c <- 1;", "}"},
      {"lambdas", "[=] {", "<-c;", "}();"},
      {"templates", "box<", "int", "> b;"},
      {"channels", "lsub::chan<", "int", "> b;"},
      {"calls", "f(", "<-c", ")"},
      {"members", "a.", "b;", ""},
      {"pointers", "*", "c;", ""},
      {"commas", "<-c, ", "1;", ""},
      {"tries", "try {", "<-c;", "} catch (...) {}"},
  };
  for (const auto& one : nests) {
    const std::string whole = times(one.levels, one.open) + one.middle + times(one.levels, one.close);
    out.push_back({std::string("deep ") + one.name, in_function(whole)});
    out.push_back({std::string("open ") + one.name, in_function(times(shallow, one.open))});
    out.push_back({std::string("close ") + one.name, in_function(times(shallow, one.close))});
    out.push_back({std::string("some ") + one.name,
                   in_function(times(100, one.open) + one.middle + times(100, one.close))});
  }
  out.push_back(
      {"brackets that never match", in_function(times(deep, "([{") + times(deep, "})]"))});
  out.push_back({"wrong closing brackets", in_function(times(deep, "(") + times(deep, "]"))});
  out.push_back({"namespaces", times(deep, "namespace a { ") + times(deep, "}")});
  out.push_back({"classes", times(deep, "struct a { ") + times(deep, "};")});
  out.push_back({"statement expressions", in_function(times(deep, "({") + times(deep, "});"))});
}

void add_wide(std::vector<hostile_text>& out) {
  out.push_back({"many cases", in_function("select {" + times(2000, "case <-c: ") + "}")});
  out.push_back({"many defaults", in_function("select {" + times(deep, "default: ") + "}")});
  out.push_back({"many arrows on a line", in_function(times(deep, "<-c; "))});
  out.push_back({"many arrows without operands", in_function(times(deep, "<- "))});
  out.push_back(
      {"a line of a megabyte", "int a; // " + times(1 << 20, "x") + "\n" + in_function("<-c;")});
  out.push_back({"a word of a megabyte", in_function("int " + times(1 << 20, "x") + "; <-c;")});
  out.push_back(
      {"a string of a megabyte", in_function("(void)\"" + times(1 << 20, "<-") + "\"; <-c;")});
  out.push_back({"a megabyte of blanks", in_function(times(1 << 20, " ") + "<-c;")});
  out.push_back({"a megabyte of lines", in_function(times(1 << 20, "\n") + "<-c;")});
  out.push_back({"a megabyte of splices", in_function(times(1 << 18, "\\\n") + "<-c;")});
  out.push_back({"a spliced arrow", in_function("<" + times(1000, "\\\n") + "-c;")});
  out.push_back({"many errors", in_function(times(deep, "c <- \"x\"; "))});
  out.push_back({"many labels", in_function(times(2000, "L: for (;;) break L;\n"))});
}

void add_bytes(const std::string& text, std::vector<hostile_text>& out) {
  out.push_back({"nothing", ""});
  for (const char* bytes :
       {"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE", "\xC3", "\x80\x80", "\xF5\x80", "\x1A", "\f\v"})
    out.push_back({"bytes in front", bytes + text});
  out.push_back({"a NUL in front", std::string(1, '\0') + text});
  out.push_back({"a NUL behind", text + std::string(1, '\0')});
  for (const char* at : {"<-", "select", "case", "go ", "\""}) {
    out.push_back({"NULs at places", replaced(text, at, at + std::string(1, '\0'))});
    out.push_back({"no text at places", replaced(text, at, std::string(at) + "\xC3\x28\xFF")});
    out.push_back(
        {"unicode at places", replaced(text, at, std::string(at) + "\u00fc\u200b\u2212")});
    out.push_back({"splices at places", replaced(text, at, std::string(at) + "\\\n")});
    out.push_back({"splices with blanks", replaced(text, at, std::string(at) + "\\ \n")});
    out.push_back({"comments at places", replaced(text, at, std::string(at) + "/* <- */")});
    out.push_back({"lines at places", replaced(text, at, std::string("\n") + at + "\n")});
  }
  out.push_back({"spliced arrows", replaced(text, "<-", "<\\\n-")});
  out.push_back({"spliced words", replaced(text, "select", "sel\\\nect")});
  out.push_back({"CRLF", replaced(text, "\n", "\r\n")});
  out.push_back({"CR", replaced(text, "\n", "\r")});
  out.push_back({"LFCR", replaced(text, "\n", "\n\r")});
  out.push_back({"no final newline", text.substr(0, text.find_last_not_of('\n') + 1)});
  out.push_back(
      {"digraphs",
       replaced(replaced(replaced(replaced(text, "[", "<:"), "]", ":>"), "{", "<%"), "}", "%>")});
  out.push_back({"trigraphs", replaced(replaced(text, "[", "\?\?("), "]", "\?\?)")});
  out.push_back({"one line", replaced(text, "\n", " ")});
  out.push_back({"twice", text + text});
}

void add_directives(const std::string& text, std::vector<hostile_text>& out) {
  for (const char* head : {"#if 1",
                           "#if",
                           "#else",
                           "#endif",
                           "#ifdef",
                           "#elif 1",
                           "#define",
                           "#define <-",
                           "#define c <-",
                           "#define select",
                           "#define case default:",
                           "#define lsub",
                           "#define f(x",
                           "#undef c",
                           "#error <-",
                           "#warning <-",
                           "#line 7",
                           "#line 0 \"other.cc\"",
                           "# 5 \"other.cc\" 3",
                           "#pragma once",
                           "#pragma GCC system_header",
                           "#pragma pack(push, 1)",
                           "#pragma GCC poison select",
                           "#include",
                           "#include \"",
                           "#include <no/such.h>",
                           "#include __FILE__",
                           "#include \".\"",
                           "#import \"x\"",
                           "#embed \"x\"",
                           "#ident",
                           "#",
                           "#!x",
                           "%: define x",
                           "_Pragma(\"once\")",
                           "_Pragma(",
                           "__COUNTER__",
                           "module;",
                           "export module a;",
                           "import b;",
                           "asm(\"<-\");",
                           "#if __has_include(",
                           "#if <-1",
                           "\"",
                           "'",
                           "/*",
                           "R\"(",
                           "R\"x(",
                           "//\\",
                           "\\",
                           "1'",
                           "0x",
                           "1e+",
                           "L'",
                           "u8\"",
                           "@",
                           "$",
                           "`",
                           "\\u0000",
                           "\\uD800",
                           "\?\?/"}) {
    out.push_back({std::string("in front: ") + head, std::string(head) + "\n" + text});
    out.push_back({std::string("behind: ") + head, text + head});
    out.push_back({std::string("in a function: ") + head,
                   in_function(std::string("<-c;\n") + head + "\n c <- 1;")});
  }
  out.push_back({"a macro of itself", "#define a a <- a\n" + in_function("a; <-a;")});
  out.push_back({"arguments that never end", "#define m(x) x\n" + in_function("m(<-c;")});
  out.push_back(
      {"a statement in halves", "#define half select { case\n" + in_function("half <-c: }")});
  out.push_back({"an arrow in halves", "#define less <\n#define minus -\n" +
                                           in_function("c less minus 1; less minus c;")});
  out.push_back({"a pasted arrow",
                 "#define paste(a, b) a##b\n" + in_function("paste(<, -) c; c paste(<, -) 1;")});
}

}  // namespace

std::vector<hostile_text> hostile_texts(const std::string& text) {
  std::vector<hostile_text> out;
  add_deep(out);
  add_wide(out);
  add_bytes(text, out);
  add_directives(text, out);
  return out;
}

}  // namespace lsub
