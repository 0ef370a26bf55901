constexpr int common = 1;
