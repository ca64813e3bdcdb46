# The whole build of Semaine: GNU make, no configure step. Sources are found by their folder;
# adding src/features/NAME changes nothing here.
#
#   make                     build/dev/semaine and build/dev/tests; a warning is an error
#   make release             build/release/semaine, what users run; `make install` puts it in place
#   make asan | tsan         the tests under the sanitizers: build/asan/tests, build/tsan/tests
#   make fuzz | bench | faults   a program for each file of tests/fuzz, bench, tests/faults
#   make objects             compiles all there is and links nothing
#   make lint                every check of tools/checks
#   CC=clang-14 another compiler, V=1 shows the commands, LTO=1 a slower build of a faster program

PROFILE ?= dev
ifeq ($(origin CC),default)
CC := $(if $(filter fuzz,$(PROFILE)),clang,gcc)
endif
CLANG := $(findstring clang,$(notdir $(firstword $(CC))))
OUT := build/$(PROFILE)$(if $(filter-out fuzz,$(PROFILE)),$(if $(CLANG),-clang))
GEN := build/gen
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2))

# ---- flags: STYLE.md says why ---------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wmissing-declarations -Wold-style-definition -Wredundant-decls \
	-Wnested-externs -Wundef -Wvla -Walloca -Wcast-qual -Wcast-align -Wpointer-arith \
	-Wwrite-strings -Wbad-function-cast -Wformat=2 -Wimplicit-fallthrough -Wswitch-enum \
	-Wnull-dereference -Wdouble-promotion -Wfloat-equal -Wenum-conversion -Winit-self -Wdate-time \
	-Wunused-macros -Wframe-larger-than=16384 -fno-common
WARN += $(if $(CLANG),-Wmissing-variable-declarations -Wcomma -Wassign-enum \
	-Wconditional-uninitialized -Wunreachable-code-aggressive -Wextra-semi-stmt \
	-Wshorten-64-to-32 -Wdocumentation -Wthread-safety,-Wformat-signedness \
	-Wformat-truncation=2 -Wformat-overflow=2 -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
	-Wjump-misses-init -Wrestrict -Wstringop-overflow=4 -Walloc-zero -Warith-conversion \
	-Wcast-align=strict -Wtrampolines -Wunused-const-variable=2)
X86 := $(filter x86_64,$(shell uname -m))

# New compilers bring new warnings: only the versions that STYLE.md pins turn them into errors.
WERROR ?= $(if $(filter gcc-12 clang-14,$(or $(CLANG),gcc)-$(shell $(CC) -dumpversion | cut -d. -f1)),-Werror)

# The sanitizers make compilers see ghosts, so there the warnings rest: dev has shown them.
FLAGS_dev := $(WARN) $(WERROR) -O1 -g
FLAGS_asan := -w -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan := -w -O1 -g -fsanitize=thread
FLAGS_fuzz := -w -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FLAGS_release := $(WARN) -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fstack-clash-protection -fPIE $(if $(X86),-fcf-protection=full) \
	$(if $(CLANG),,-ftrivial-auto-var-init=zero) $(if $(LTO),-flto=auto)
LINK_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
CFLAGS := -std=gnu17 $(FLAGS_$(PROFILE)) -Isrc -Ibuild
LINK := $(filter -fsanitize% -flto%,$(FLAGS_$(PROFILE))) $(LINK_$(PROFILE)) -pthread -Wl,--as-needed
LIBS := $(shell pkg-config --libs sqlite3 libsodium libcurl jansson libbrotlienc zlib libutf8proc qrcodegen) -lm

# ---- sources --------------------------------------------------------------------------------
folder = $(notdir $(patsubst %/,%,$(dir $(1))))
under = $(wildcard $(foreach d,src/* src/features/*,$(d)/$(1)))

C := $(call under,*.c)
TEST_C := $(filter %_test.c,$(C)) $(wildcard tests/kit/*.c tests/stories/*.c tests/hostile/*.c)
LIB_C := $(filter-out %_test.c,$(C))
FUZZ := $(basename $(notdir $(wildcard tests/fuzz/*_fuzz.c)))
FAULTS := $(basename $(notdir $(wildcard tests/faults/*.c)))
BENCH := $(basename $(notdir $(wildcard bench/*.c)))
TOOLS := $(sort $(call folder,$(wildcard tools/*/*.c)))
FEATURES := $(sort $(call folder,$(wildcard src/features/*/feature.c)))
SQL := $(if $(filter sqlc,$(TOOLS)),$(sort $(call folder,$(call under,store.sql))))
VIEWS := $(if $(filter viewc,$(TOOLS)),$(sort $(call folder,$(call under,views))))
MIGRATIONS := $(call under,migrations)

GEN_H := $(SQL:%=$(GEN)/%_sql.h) $(VIEWS:%=$(GEN)/%_views.h)
GEN_C := $(GEN_H:.h=.c) $(if $(wildcard src/app/feature.h),$(GEN)/features.c)
GEN_C += $(if $(SQL),$(GEN)/migrations.c)
WORDS := $(if $(wildcard src/core/catalogue.h),tools/words/words.mjs)
ASSETS := $(wildcard tools/assets/build.mjs)
GEN_C += $(if $(WORDS),$(GEN)/words.c) $(if $(ASSETS),$(GEN)/assets_table.c)
GEN_S := $(if $(ASSETS),$(GEN)/assets.S)

LIB_O := $(LIB_C:%.c=$(OUT)/obj/%.o) $(GEN_C:build/%.c=$(OUT)/obj/%.o) $(GEN_S:build/%.S=$(OUT)/obj/%.o)
TEST_O := $(TEST_C:%.c=$(OUT)/obj/%.o)
ONE_O := $(patsubst %.c,$(OUT)/obj/%.o,$(wildcard tests/fuzz/*.c tests/faults/*.c bench/*.c tools/*/*.c))

# ---- what can be asked for ------------------------------------------------------------------
.PHONY: all program tests objects gen release asan tsan fuzz faults bench lint install clean FORCE
.SECONDEXPANSION:
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

all: program tests objects
program: $(if $(wildcard src/main.c),$(OUT)/semaine)
tests: $(if $(strip $(TEST_C)),$(OUT)/tests)
objects: $(LIB_O) $(TEST_O) $(ONE_O)
gen: $(GEN_H) $(GEN_C) $(GEN_S)
one-by-one-fuzz: $(FUZZ:%=$(OUT)/%)
one-by-one-faults: $(FAULTS:%=$(OUT)/faults/%)
one-by-one-bench: $(BENCH:%=$(OUT)/bench/%)

release:
	$(Q)$(MAKE) --no-print-directory PROFILE=release program
asan tsan:
	$(Q)$(MAKE) --no-print-directory PROFILE=$@ tests
fuzz:
	$(Q)$(MAKE) --no-print-directory PROFILE=fuzz one-by-one-fuzz
faults:
	$(Q)$(MAKE) --no-print-directory PROFILE=dev one-by-one-faults
bench:
	$(Q)$(MAKE) --no-print-directory PROFILE=release one-by-one-bench
lint:
	$(Q)tools/checks/run
install: release
	install -D -m 755 build/release/semaine $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/semaine
	install -D -m 644 docs/man/semaine.1 $(DESTDIR)$(or $(PREFIX),/usr/local)/share/man/man1/semaine.1
	install -D -m 644 share/completion/semaine $(DESTDIR)$(or $(PREFIX),/usr/local)/share/bash-completion/completions/semaine
clean:
	rm -rf build

# ---- how it is made -------------------------------------------------------------------------
$(OUT)/semaine: $(OUT)/obj/src/main.o $(OUT)/semaine.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -o $@$(if $(filter release,$(PROFILE)),.debug) $^ $(LIBS)
	$(if $(filter release,$(PROFILE)),$(Q)strip -o $@ $@.debug)
$(OUT)/tests: $(TEST_O) $(OUT)/semaine.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -o $@ $^ $(LIBS) $$(pkg-config --libs cmocka)
$(OUT)/%_fuzz: $(OUT)/obj/tests/fuzz/%_fuzz.o $(OUT)/semaine.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)
$(OUT)/faults/%: $(OUT)/obj/tests/faults/%.o $(OUT)/semaine.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LINK) -o $@ $^ $(LIBS)
$(OUT)/bench/%: $(OUT)/obj/bench/%.o $(OUT)/semaine.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(LINK) -o $@ $^ $(LIBS)
$(OUT)/semaine.a: $(filter-out $(OUT)/obj/src/main.o,$(LIB_O))
	$(Q)rm -f $@ && ar rcsT $@ $^

$(OUT)/obj/%.o: %.c $(OUT)/flags | $(GEN_H)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) $(if $(filter-out %_test.c,$(filter src/%,$<)),,-I.) -MMD -MP -c -o $@ $<
$(OUT)/obj/gen/%.o: $(GEN)/%.c $(OUT)/flags | $(GEN_H)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/obj/gen/%.o: $(GEN)/%.S
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) -c -o $@ $<
$(OUT)/flags: FORCE
	$(Q)mkdir -p $(@D) && echo '$(CC) $(CFLAGS)' | cmp -s - $@ || echo '$(CC) $(CFLAGS)' > $@

# The build's own programs stand on base alone and are made first.
TOOL_CFLAGS := -std=gnu17 -w -O1 -g -Isrc -I.
tool_objects = $(patsubst %.c,build/tools/obj/%.o,$(filter-out %_test.c,$(wildcard tools/$(1)/*.c)))
$(TOOLS:%=build/tools/%): build/tools/%: $$(call tool_objects,$$*) build/tools/base.a
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $^ $(LIBS) -pthread
build/tools/base.a: $(patsubst %.c,build/tools/obj/%.o,$(filter src/base/%,$(LIB_C)))
	$(Q)rm -f $@ && mkdir -p $(@D) && ar rcsT $@ $^
build/tools/obj/%.o: %.c
	$(call say,HOSTCC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(TOOL_CFLAGS) -MMD -MP -c -o $@ $<

# ---- generated code -------------------------------------------------------------------------
one = $(wildcard src/$(1)/$(2) src/features/$(1)/$(2))
SCHEMA := $(MIGRATIONS) $(wildcard $(addsuffix /*.sql,$(MIGRATIONS))) $(if $(SQL),build/tools/sqlc)

$(GEN)/%_sql.c $(GEN)/%_sql.h: $$(call one,$$*,store.sql) $(SCHEMA)
	$(call say,SQLC,$<)
	$(Q)mkdir -p $(@D) && build/tools/sqlc --feature $* $(if $(filter src/features/%,$<),,--frame) \
		$(addprefix --schema ,$(MIGRATIONS)) --out-c $(@D)/$*_sql.c --out-h $(@D)/$*_sql.h $<
$(GEN)/migrations.c: $(SCHEMA)
	$(call say,SQLC,$@)
	$(Q)mkdir -p $(@D) && build/tools/sqlc --migrations --out $@ \
		$(foreach d,$(MIGRATIONS),$(d)=$(notdir $(patsubst %/,%,$(dir $(d)))))
$(GEN)/%_views.c $(GEN)/%_views.h: $$(call one,$$*,views) $$(call one,$$*,views/*.html) build/tools/viewc
	$(call say,VIEWC,$<)
	$(Q)mkdir -p $(@D) && build/tools/viewc --feature $* --out-c $(@D)/$*_views.c \
		--out-h $(@D)/$*_views.h --words $(@D)/$*_words.jsonl $(filter %.html,$^)
$(GEN)/features.c: FORCE
	$(Q)mkdir -p $(@D) && tools/features.sh '$(FEATURES)' '$(sort $(SQL))' > $@.new
	$(Q)cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(GEN)/words.c: $(WORDS) $(call under,words) $(call under,words/*.po)
	$(call say,WORDS,$@)
	$(Q)node $< build --out $@
$(GEN)/assets.S $(GEN)/assets_table.c &: $(ASSETS) node_modules/.package-lock.json \
		$(wildcard tools/assets/* src/app/icons.list src/app/style/* src/app/script/* share/demo/* share/demo/*/*) \
		$(call under,*.css) $(call under,*.js)
	$(call say,ASSETS,$(GEN)/assets.S)
	$(Q)mkdir -p $(@D) && node $<
node_modules/.package-lock.json: package.json package-lock.json
	$(call say,NPM,$(@D))
	$(Q)npm ci --silent --no-audit --no-fund && touch $@

-include $(patsubst %.o,%.d,$(LIB_O) $(TEST_O) $(ONE_O)) $(wildcard build/tools/obj/*/*/*.d)
