#include "common.h"
int plain() { return common; }
